package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.Progress;
import java.util.Optional;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Tells in the driver's terminal which machine a task failed on: Spark tries it elsewhere, and the
 * user would not know that a machine does no work.
 */
final class TaskFailures extends SparkListener {
  private static final int MOST = 20;

  private final Progress progress;
  private int told;
  private volatile Optional<Failure> last = Optional.empty();

  TaskFailures(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.reason() instanceof ExceptionFailure failure
        && failure.exception().isDefined()
        && failure.exception().get() instanceof Failure said) {
      last = Optional.of(said);
    }
    if (task.reason() instanceof TaskFailedReason reason && !task.taskInfo().killed()) {
      tell(
          "a task failed on " + task.taskInfo().host() + ": " + firstLines(reason.toErrorString()));
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
    tell("executor " + executor.executorId() + " is gone: " + firstLines(executor.reason()));
  }

  private synchronized void tell(String line) {
    if (told++ < MOST) {
      progress.warning(line);
    }
  }

  /** Returns what the last task that failed said; empty where none did, or by a bug. */
  Optional<Failure> last() {
    return last;
  }

  /** Returns what was said, without the trace. */
  static String firstLines(String text) {
    StringBuilder said = new StringBuilder();
    for (String line : text.lines().limit(4).toList()) {
      if (line.startsWith("\tat ")) {
        break;
      }
      said.append(said.isEmpty() ? "" : "; ").append(line.strip());
    }
    return said.toString();
  }
}
