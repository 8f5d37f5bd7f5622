package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.config.Address;
import io.headstart.data.FoundImage;
import io.headstart.experiment.SentClassifier;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;

/** The task: classifies some images, and returns their answers as text, in order. */
final class ClassifyImages implements Function<List<String>, List<String>> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Work> work;

  /**
   * What is the same for all images.
   *
   * @param weights of each backbone, in order
   */
  record Work(SentClassifier classifier, ArrayList<List<SentFile>> weights, DriverRules rules)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  ClassifyImages(Broadcast<Work> work) {
    this.work = work;
  }

  @Override
  public List<String> call(List<String> names) {
    TaskShare share = TaskShare.of(TaskContext.get());
    HadoopFiles hadoop = new HadoopFiles(ExecutorStores.hadoop());
    List<FoundImage> images = names.stream().map(name -> image(name, hadoop)).toList();
    try {
      return new ArrayList<>(
          ClassifierPool.with(work.value(), share, classifier -> classifier.classify(images)));
    } catch (Failure e) {
      ExecutorLog.PROGRESS.warning(e.getMessage());
      throw e.on(Utils.localHostName());
    }
  }

  private static FoundImage image(String name, HadoopFiles hadoop) {
    return Address.of(name).map(hadoop::image).orElseGet(() -> FoundImage.of(Path.of(name)));
  }
}
