package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.experiment.Context;
import io.headstart.experiment.SentWork;
import java.io.Serializable;
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
   */
  record Shared<T extends Serializable>(SentWork<T> work, String device, DriverRules rules)
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
    Context context = all.rules().context(share.threads(), task::isInterrupted);
    try {
      T result = all.work().part(part, context, share.device(all.device()));
      ExecutorLog.PROGRESS.line("part " + part + " of " + all.work().name() + " is done");
      return result;
    } catch (Failure e) {
      ExecutorLog.PROGRESS.warning(e.getMessage());
      throw e.on(Utils.localHostName());
    }
  }
}
