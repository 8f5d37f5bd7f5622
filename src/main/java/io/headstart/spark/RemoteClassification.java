package io.headstart.spark;

import io.headstart.config.FeatureSettings;
import io.headstart.data.FoundImage;
import io.headstart.experiment.Classification;
import io.headstart.experiment.Context;
import io.headstart.experiment.OpenClassifier;
import io.headstart.experiment.SentClassifier;
import io.headstart.inference.Answer;
import io.headstart.inference.Prediction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Images being classified by the cluster: some at a time are a job of one task, and a few jobs for
 * each core are under way, so that the driver holds no more than these, however many images come.
 */
final class RemoteClassification implements Classification {
  /** Images of a task: ten seconds of a core, so that answers come steadily. */
  private static final int IMAGES = 512;

  /**
   * Jobs under way for each core: one that is done and waits for its turn, one at work, one more.
   */
  private static final int JOBS = 3;

  private final SparkCluster cluster;
  private final Context context;
  private final Consumer<Answer<Prediction>> each;
  private final JavaSparkContext spark;
  private final Broadcast<ClassifyImages.Work> work;
  private final Deque<Sent> underWay = new ArrayDeque<>();

  /** Images on their way. */
  private record Sent(List<FoundImage> images, JavaFutureAction<List<List<String>>> answers) {}

  RemoteClassification(
      SparkCluster cluster,
      SentClassifier classifier,
      Context context,
      Consumer<Answer<Prediction>> each) {
    this.cluster = cluster;
    this.context = context;
    this.each = each;
    this.spark = cluster.spark(context.progress());
    ArrayList<List<SentFile>> weights = new ArrayList<>();
    FeatureSettings features = classifier.features(context.home());
    if (!features.isPixels()) {
      for (FeatureSettings one : features.each()) {
        weights.add(new ArrayList<>(cluster.sent(one, context)));
      }
    }
    this.work =
        spark.broadcast(
            new ClassifyImages.Work(classifier, weights, DriverRules.of(context, spark.isLocal())));
  }

  @Override
  public void classify(List<FoundImage> images) {
    for (int from = 0; from < images.size(); from += IMAGES) {
      send(images.subList(from, Math.min(images.size(), from + IMAGES)));
      while (underWay.size() > JOBS * spark.defaultParallelism()) {
        hear();
      }
    }
  }

  private void send(List<FoundImage> images) {
    ArrayList<String> names = new ArrayList<>();
    images.forEach(image -> names.add(Context.absolute(image.name())));
    underWay.add(
        new Sent(
            images,
            spark
                .parallelize(List.<List<String>>of(names), 1)
                .map(new ClassifyImages(work))
                .collectAsync()));
  }

  /** Waits for the first that were sent. */
  private void hear() {
    Sent first = underWay.element();
    new SparkJob(first.answers(), context.stop(), "the images' classes", cluster.failures())
        .await(() -> {});
    underWay.remove();
    List<String> answers = answers(first);
    for (int i = 0; i < answers.size(); i++) {
      each.accept(OpenClassifier.answer(first.images().get(i), answers.get(i)));
    }
  }

  private static List<String> answers(Sent done) {
    try {
      return done.answers().get().get(0);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("it has ended well", e);
    }
  }

  @Override
  public void finish() {
    while (!underWay.isEmpty()) {
      hear();
    }
  }

  @Override
  public void close() {
    underWay.forEach(sent -> sent.answers().cancel(true));
    underWay.clear();
    work.destroy();
  }
}
