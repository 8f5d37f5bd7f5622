package io.headstart.experiment;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Head;
import io.headstart.config.DataSettings;
import io.headstart.config.Settings;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import io.headstart.run.SetCalibration;
import io.headstart.tracking.RunTracker;
import io.headstart.tracking.TrackedRun;
import io.headstart.tracking.Tracking;
import io.headstart.train.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The run of one head, as its checkpoint keeps it and its trackers show it. */
final class RecordedRun {
  private final Settings settings;
  private final CheckpointWriter writer;
  private final Shared shared;
  private final Manifest running;
  private final RunTracker tracker;
  private int written = -1;

  /**
   * What all heads of a run have in common.
   *
   * @param done epochs that were done before; empty for a run that begins
   * @param seconds that the stages took, by name; grows as they end
   */
  record Shared(
      Inputs inputs,
      MlpShape shape,
      InputTransform transform,
      OptionalInt done,
      Map<String, Double> seconds) {}

  /** Shows the run to its trackers; writes nothing before there is a state. */
  RecordedRun(Settings settings, CheckpointWriter writer, Shared shared, Tracking tracking) {
    this.settings = settings;
    this.writer = writer;
    this.shared = shared;
    this.running = running(TrainingState.BEFORE_THE_FIRST);
    this.tracker =
        tracking.follow(
            new TrackedRun(
                writer.checkpoint().folder(), settings, running, shared.done().orElse(0)));
  }

  private HeadManifest manifest() {
    return new HeadManifest(settings, shared.inputs(), shared.shape(), shared.seconds());
  }

  private Manifest running(TrainingState state) {
    return manifest().running(writer.checkpoint(), training(state, Optional.empty()));
  }

  private static HeadManifest.Training training(TrainingState state, Optional<Integer> kept) {
    List<History.Row> rows = state.history().rows();
    long updates = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).updates();
    return new HeadManifest.Training(
        state.epoch(), updates, state.bestByValidation(), kept, Map.of());
  }

  /** Returns the checkpoint's name. */
  String name() {
    return writer.checkpoint().name();
  }

  /**
   * Keeps a state when one is due.
   *
   * @param last whether none follows
   */
  void keep(TrainingState state, boolean last) {
    boolean due = last || state.epoch() % settings.checkpoint().every() == 0;
    if (state.epoch() == written || !due) {
      return;
    }
    if (written < 0) {
      begin();
    }
    // Before the state is kept: a run that goes on takes back what was shown too early.
    tracker.history(state.history());
    writer.writeState(state, shared.transform());
    written = state.epoch();
  }

  private void begin() {
    if (shared.done().isPresent()) {
      writer.goOn(settings);
    } else {
      writer.begin(settings, running);
    }
  }

  /** Leaves the run as one that may go on another day. */
  void stop(TrainingState state) {
    if (!writer.checkpoint().isFinished()) {
      writer.writeManifest(running(state));
    }
    tracker.stop();
  }

  /** Ends the run with a head, its figures and its report. */
  TrainFlow.TrainedHead finish(
      ImageResults results, TrainingState state, Map<String, Map<String, Double>> baselines) {
    Inputs inputs = shared.inputs();
    TrainingState.Kept kept = state.kept(settings.train());
    Head head = new Head(shared.shape(), kept.parameters(), shared.transform());
    writer.writeHead(head);
    Map<String, Evaluation> evaluations = results.sets().evaluate(inputs.torch(), head);
    Optional<SetCalibration> calibration = results.write(writer, head, settings.calibrate());
    Checkpoint checkpoint = writer.checkpoint();
    HeadManifest.Training training = training(state, Optional.of(kept.epoch()));
    Manifest finished = manifest().finished(checkpoint, training, evaluations, baselines);
    writer.writeManifest(finished);
    RunReport.write(
        checkpoint.folder(),
        Difference.Response.REFUSE,
        Optional.of(RunImages.of(inputs.dataset())));
    if (settings.track().isOn()) {
      RunFolder run = RunFolder.read(checkpoint.folder());
      // A run does not wait for a thousand files to be decoded; `track` sends their looks.
      boolean looks = settings.data().source() != DataSettings.Source.FOLDER;
      tracker.finish(run, () -> ImagePoints.of(run, inputs, looks));
    }
    return TrainFlow.TrainedHead.of(finished, checkpoint, inputs, calibration);
  }

  /** Tells the trackers that the run failed, unless it had another end. */
  void fail() {
    tracker.fail();
  }
}
