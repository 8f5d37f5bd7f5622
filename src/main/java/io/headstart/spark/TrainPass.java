package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.experiment.Context;
import io.headstart.experiment.SentTrials;
import io.headstart.search.TrialJournal;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.Utils;

/** The task: trains one pass of a search. Its results are reported as lines of the journal. */
final class TrainPass implements VoidFunction<Integer> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Work> work;
  private final CollectionAccumulator<String> results;

  /**
   * What is the same for all passes.
   *
   * @param weights of each backbone, in order
   */
  record Work(SentTrials trials, List<List<SentFile>> weights, DriverRules rules)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  TrainPass(Broadcast<Work> work, CollectionAccumulator<String> results) {
    this.work = work;
    this.results = results;
  }

  @Override
  public void call(Integer pass) {
    Work all = work.value();
    Path home = all.rules().here();
    TaskContext task = TaskContext.get();
    Context context = all.rules().context(task.cpus(), task::isInterrupted);
    try {
      all.trials()
          .train(pass, context, features -> SentWeights.receiveAll(features, all.weights(), home))
          .forEach(result -> results.add(TrialJournal.text(result)));
      ExecutorLog.PROGRESS.line("trials of pass " + pass + " are trained");
    } catch (Failure e) {
      ExecutorLog.PROGRESS.warning(e.getMessage());
      throw e.on(Utils.localHostName());
    }
  }
}
