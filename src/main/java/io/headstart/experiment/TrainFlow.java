package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Head;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.DataSettings;
import io.headstart.config.Settings;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import io.headstart.run.SetCalibration;
import io.headstart.tracking.RunTracker;
import io.headstart.tracking.TrackedRun;
import io.headstart.tracking.Tracking;
import io.headstart.train.Baselines;
import io.headstart.train.DeviceRows;
import io.headstart.train.HeadRun;
import io.headstart.train.HeadTrainer;
import io.headstart.train.TrainingData;
import io.headstart.train.TrainingLoop;
import io.headstart.train.TrainingState;
import io.headstart.train.TransformFit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Images to features to trained, named, evaluated heads: the main job. Heads that differ in their
 * seed alone train together, in one pass over the features.
 */
public final class TrainFlow {
  private final List<Settings> heads;
  private final Settings settings;
  private final Context context;
  private final Optional<Checkpoint> resumed;
  private final Checkpoints checkpoints;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  private TrainFlow(List<Settings> heads, Context context, Optional<Checkpoint> resumed) {
    this.heads = heads;
    // The features must be those the run began with, also where `auto` would choose others now.
    this.settings =
        resumed
            .map(checkpoint -> TrainedSettings.asItRan(checkpoint, heads.get(0)))
            .orElse(heads.get(0));
    this.context = context;
    this.resumed = resumed;
    this.checkpoints = new Checkpoints(Path.of(settings.checkpoint().directory()));
  }

  /**
   * What came out.
   *
   * @param manifest of the checkpoint
   * @param folder of the checkpoint
   * @param extracted images that went through the backbone; the others were in the store
   * @param imagesPerSecond of those; 0 when there were none
   * @param calibration what it came to, where it was wanted
   */
  public record TrainedHead(
      Manifest manifest,
      Path folder,
      long extracted,
      double imagesPerSecond,
      Optional<SetCalibration> calibration) {
    static TrainedHead of(
        Manifest manifest,
        Checkpoint checkpoint,
        Inputs inputs,
        Optional<SetCalibration> calibration) {
      return new TrainedHead(
          manifest,
          checkpoint.folder(),
          inputs.extractor().extracted(),
          inputs.extractor().imagesPerSecond(),
          calibration);
    }
  }

  /** Trains a new checkpoint. */
  public static TrainedHead train(Settings settings, Context context) {
    return new TrainFlow(List.of(settings), context, Optional.empty()).run().get(0);
  }

  /**
   * Trains heads of several seeds together, each to a checkpoint of its own. Data, features and
   * augmented copies derive from the run's seed and are shared.
   *
   * @param seeds of the heads. A name in the settings is the first one's; the others add their seed
   *     to it
   */
  public static List<TrainedHead> train(Settings settings, List<Long> seeds, Context context) {
    return trainTogether(seeded(settings, seeds), context);
  }

  /** Trains heads that differ in name and {@code train.seed} alone. */
  static List<TrainedHead> trainTogether(List<Settings> heads, Context context) {
    return new TrainFlow(heads, context, Optional.empty()).run();
  }

  /** Returns the settings of each head: {@code train.seed}, and a name if there is one. */
  static List<Settings> seeded(Settings settings, List<Long> seeds) {
    List<Settings> heads = new ArrayList<>();
    for (long seed : seeds) {
      Settings head = settings.withTrain(settings.train().withSeed(Optional.of(seed)));
      Optional<String> name = settings.checkpoint().name();
      if (name.isPresent() && !heads.isEmpty()) {
        String own = "%s-seed%d".formatted(name.get(), seed);
        head = head.withCheckpoint(settings.checkpoint().withName(own));
      }
      heads.add(head);
    }
    return heads;
  }

  /** Trains a head to a checkpoint that somebody has taken hold of. */
  static TrainedHead train(Settings settings, CheckpointWriter writer, Context context) {
    return new TrainFlow(List.of(settings), context, Optional.empty()).run(List.of(writer)).get(0);
  }

  /** Goes on with a checkpoint after its last complete epoch. */
  public static TrainedHead resume(Checkpoint checkpoint, Settings settings, Context context) {
    try (CheckpointWriter writer = checkpoint.goOn()) {
      ResumeRules.check(checkpoint, settings);
      ResumeRules.lengthWarning(checkpoint, settings).ifPresent(context.progress()::warning);
      return new TrainFlow(List.of(settings), context, Optional.of(checkpoint))
          .run(List.of(writer))
          .get(0);
    }
  }

  /** Takes hold of the checkpoints before any work, so that a name or a disk fails no later. */
  private List<TrainedHead> run() {
    List<CheckpointWriter> writers = new ArrayList<>();
    try {
      heads.forEach(head -> writers.add(checkpoints.allocate(head.checkpoint().name())));
      return run(writers);
    } finally {
      writers.forEach(CheckpointWriter::close);
    }
  }

  private List<TrainedHead> run(List<CheckpointWriter> writers) {
    Optional<String> trainedOn =
        resumed.flatMap(Checkpoint::manifest).map(manifest -> manifest.backbone().get("hash"));
    try (Inputs inputs = Inputs.open(settings, trainedOn, context)) {
      TransformFit.check(settings.features(), inputs.split().train().length, inputs.dimension());
      ImageResults.check(inputs, settings.calibrate());
      inputs.requireMemory();
      resumed.ifPresent(checkpoint -> ResumeRules.checkContent(checkpoint, inputs));
      long start = System.nanoTime();
      inputs.extractAll();
      seconds.put("features", (System.nanoTime() - start) / 1e9);
      try (DeviceRows rows = inputs.training()) {
        InputTransform transform =
            resumed
                .map(Checkpoint::stateTransform)
                .orElseGet(() -> TransformFit.fit(rows, settings.features()));
        rows.transform(transform);
        return train(inputs, rows, transform, writers);
      }
    }
  }

  private List<TrainedHead> train(
      Inputs inputs, DeviceRows rows, InputTransform transform, List<CheckpointWriter> writers) {
    MlpShape shape = inputs.headShape(rows);
    int[] labels = inputs.labels(inputs.split().train());
    TrainingData data =
        new TrainingData(
            rows,
            labels,
            inputs.classes(),
            inputs.copies(),
            settings.augment().trainOn(),
            inputs.weights(inputs.split().train()));
    List<HeadRun> runs =
        heads.stream()
            .map(head -> new HeadRun(head.headSeed(), head.model(), head.train()))
            .toList();
    try (Tracking tracking =
            Tracking.open(settings.track(), context.offline(), context.progress());
        EvaluationSets sets = EvaluationSets.open(inputs, rows, transform);
        HeadTrainer trainer = new HeadTrainer(inputs.torch(), runs, shape, data)) {
      context
          .progress()
          .line(
              "training %s%s (%d weights) on %d images, %d updates an epoch, on %s"
                  .formatted(
                      runs.size() == 1 ? "" : runs.size() + " heads at once, each ",
                      shape,
                      shape.parameters(),
                      labels.length,
                      trainer.updatesPerEpoch(),
                      inputs.torch().deviceName()));
      TrainingLoop loop =
          new TrainingLoop(trainer, settings.train(), sets.forLoop(), context.progress());
      int done = resumed.map(checkpoint -> goOn(loop, checkpoint)).orElse(0);
      Begun begun = new Begun(inputs, shape, transform, tracking, done);
      List<Kept> kept = new ArrayList<>();
      for (int k = 0; k < heads.size(); k++) {
        kept.add(new Kept(heads.get(k), writers.get(k), begun));
      }
      try {
        List<TrainingState> states = train(loop, kept, begun);
        Map<String, Map<String, Double>> baselines = baselines(inputs, sets, rows, labels);
        List<TrainedHead> outcomes = new ArrayList<>();
        ImageResults results = new ImageResults(inputs, sets);
        for (int k = 0; k < heads.size(); k++) {
          float[] weights = states.get(k).kept(settings.train()).parameters();
          Head head = new Head(shape, weights, transform);
          outcomes.add(finish(results, kept.get(k), head, states.get(k), baselines));
        }
        return outcomes;
      } finally {
        kept.forEach(one -> one.tracker.fail()); // Of those that had no other end.
      }
    }
  }

  private static int goOn(TrainingLoop loop, Checkpoint checkpoint) {
    TrainingState state = checkpoint.state();
    loop.resume(0, state);
    return state.epoch();
  }

  private List<TrainingState> train(TrainingLoop loop, List<Kept> kept, Begun begun) {
    long start = System.nanoTime();
    List<TrainingState> states =
        begun
            .inputs
            .torch()
            .computing(
                threads(begun.shape),
                () -> loop.run(after -> each(kept, after, false), context.stop()));
    seconds.put("train", (System.nanoTime() - start) / 1e9);
    each(kept, states, true);
    requireDone(begun, kept, states);
    return states;
  }

  /** The same for all heads: they share the features. */
  private Map<String, Map<String, Double>> baselines(
      Inputs inputs, EvaluationSets sets, DeviceRows rows, int[] labels) {
    if (!settings.baselines()) {
      return Map.of();
    }
    long start = System.nanoTime();
    int classes = inputs.classes().size();
    TorchRuntime torch = inputs.torch();
    try (DeviceRows originals = rows.first(labels.length)) {
      // They share their work out themselves.
      return torch.computing(
          1, () -> Baselines.evaluate(torch, originals, labels, classes, sets.held()));
    } finally {
      seconds.put("baselines", (System.nanoTime() - start) / 1e9);
    }
  }

  private void requireDone(Begun begun, List<Kept> kept, List<TrainingState> states) {
    int epoch = states.get(0).epoch();
    if (epoch >= settings.train().epochs() || !context.stop().getAsBoolean()) {
      return;
    }
    for (int k = 0; k < kept.size(); k++) {
      CheckpointWriter writer = kept.get(k).writer;
      RunManifest manifest =
          new RunManifest(kept.get(k).settings, begun.inputs, begun.shape, states.get(k), seconds);
      if (!writer.checkpoint().isFinished()) {
        writer.writeManifest(manifest.running(writer.checkpoint()));
      }
      kept.get(k).tracker.stop();
    }
    throw Failure.interrupted("training was stopped after epoch %d", epoch)
        .received("a signal to stop")
        .accepted("%d epochs", settings.train().epochs())
        .next(
            "everything so far is kept: `java -jar trainer.jar train --resume NAME --set"
                + " checkpoint.directory=%s` goes on with %s, and the same search or reproduce"
                + " goes on with all",
            settings.checkpoint().directory(),
            kept.stream()
                .map(one -> one.writer.checkpoint().name())
                .collect(Collectors.joining(", ")))
        .build();
  }

  private static void each(List<Kept> kept, List<TrainingState> states, boolean last) {
    for (int k = 0; k < kept.size(); k++) {
      kept.get(k).accept(states.get(k), last);
    }
  }

  /** Small steps are fastest on one thread: two would wait for each other more than they work. */
  private int threads(MlpShape shape) {
    double multiplications = 3.0 * heads.size() * settings.train().batchSize() * shape.parameters();
    int chosen = multiplications < 100e6 ? 1 : context.threads();
    return settings.train().threads().orElse(chosen);
  }

  private TrainedHead finish(
      ImageResults results,
      Kept kept,
      Head head,
      TrainingState state,
      Map<String, Map<String, Double>> baselines) {
    Inputs inputs = results.inputs();
    CheckpointWriter writer = kept.writer;
    RunManifest manifest = new RunManifest(kept.settings, inputs, head.shape(), state, seconds);
    writer.writeHead(head);
    Map<String, Evaluation> evaluations = results.sets().evaluate(inputs.torch(), head);
    Optional<SetCalibration> calibration = results.write(writer, head, kept.settings.calibrate());
    Checkpoint checkpoint = writer.checkpoint();
    Manifest finished = manifest.finished(checkpoint, evaluations, baselines);
    writer.writeManifest(finished);
    RunReport.write(
        checkpoint.folder(),
        Difference.Response.REFUSE,
        Optional.of(RunImages.of(inputs.dataset())));
    if (settings.track().isOn()) {
      RunFolder run = RunFolder.read(checkpoint.folder());
      // A run does not wait for a thousand files to be decoded; `track` sends their looks.
      boolean looks = settings.data().source() != DataSettings.Source.FOLDER;
      kept.tracker.finish(run, () -> ImagePoints.of(run, inputs, looks));
    }
    return TrainedHead.of(finished, checkpoint, inputs, calibration);
  }

  /**
   * What all heads of a run have in common as it begins or goes on.
   *
   * @param done epochs that were done before
   */
  private record Begun(
      Inputs inputs, MlpShape shape, InputTransform transform, Tracking tracking, int done) {}

  /** Writes the states of a head into its checkpoint, and tells its trackers. */
  private final class Kept {
    private final Settings settings;
    private final CheckpointWriter writer;
    private final InputTransform transform;
    private final Manifest running;
    private final RunTracker tracker;
    private int written = -1;

    Kept(Settings settings, CheckpointWriter writer, Begun begun) {
      this.settings = settings;
      this.writer = writer;
      this.transform = begun.transform;
      this.running =
          new RunManifest(
                  settings, begun.inputs, begun.shape, TrainingState.BEFORE_THE_FIRST, seconds)
              .running(writer.checkpoint());
      this.tracker =
          begun.tracking.follow(
              new TrackedRun(writer.checkpoint().folder(), settings, running, begun.done));
    }

    void accept(TrainingState state, boolean last) {
      boolean due = last || state.epoch() % settings.checkpoint().every() == 0;
      if (state.epoch() == written || !due) {
        return;
      }
      if (written < 0) {
        begin();
      }
      // Before the state is kept: a run that goes on takes back what was shown too early.
      tracker.history(state.history());
      writer.writeState(state, transform);
      written = state.epoch();
    }

    private void begin() {
      if (resumed.isPresent()) {
        writer.goOn(settings);
      } else {
        writer.begin(settings, running);
      }
    }
  }
}
