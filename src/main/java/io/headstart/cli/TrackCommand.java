package io.headstart.cli;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.experiment.TrackFlow;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a run that is there to TensorBoard or MLflow. */
@Command(
    name = "track",
    description =
        "Sends a finished or stopped run to the trackers of its settings, or of --set track...: what"
            + " they did not get while it trained, or all of it.")
final class TrackCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
  private String name;

  @Override
  public void run() {
    Checkpoint checkpoint = modified.checkpoints(options).find(name);
    List<String> places =
        TrackFlow.run(
            checkpoint, checkpoint.settings(options.overrides()), modified, options.context());
    if (options.json()) {
      Json.print(Map.of("checkpoint", name, "trackers", places));
    } else {
      places.forEach(place -> System.out.println(name + " is shown by " + place));
    }
  }
}
