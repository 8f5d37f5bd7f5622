package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.experiment.SentWork;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;

/** The task: does one part of some work, and returns what it gives. */
final class DoPart<T extends Serializable> implements Function<Integer, T> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Shared<T>> shared;

  /**
   * What is the same for all parts.
   *
   * @param device in the spelling of the settings
   * @param weights of each backbone, in order
   */
  record Shared<T extends Serializable>(
      SentWork<T> work, String device, ArrayList<List<SentFile>> weights, DriverRules rules)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  DoPart(Broadcast<Shared<T>> shared) {
    this.shared = shared;
  }

  @Override
  public T call(Integer part) {
    Shared<T> all = shared.value();
    TaskContext task = TaskContext.get();
    TaskShare share = TaskShare.of(task);
    Path home = all.rules().here();
    SentWork.Machine here =
        new SentWork.Machine(
            all.rules().context(share.threads(), task::isInterrupted),
            share.device(all.device()),
            features -> SentWeights.receiveAll(features, all.weights(), home));
    try {
      T result = all.work().part(part, here);
      ExecutorLog.PROGRESS.line("part " + part + " of " + all.work().name() + " is done");
      return result;
    } catch (Failure e) {
      ExecutorLog.PROGRESS.warning(e.getMessage());
      throw e.on(Utils.localHostName());
    }
  }
}
