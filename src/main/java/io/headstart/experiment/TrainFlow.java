package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.run.Manifest;
import io.headstart.run.SetCalibration;
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
import java.util.OptionalInt;

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

  /** Trains a head on images that somebody has opened, to a checkpoint that is taken hold of. */
  static TrainedHead train(
      Settings settings, Inputs inputs, CheckpointWriter writer, Context context) {
    return new TrainFlow(List.of(settings), context, Optional.empty())
        .run(inputs, List.of(writer))
        .get(0);
  }

  /** Checks what can be known before any work is done. */
  static void check(Settings settings, Inputs inputs) {
    TransformFit.check(settings.features(), inputs.split().train().length, inputs.dimension());
    ImageResults.check(inputs, settings.calibrate());
    inputs.requireMemory();
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
      return run(inputs, writers);
    }
  }

  private List<TrainedHead> run(Inputs inputs, List<CheckpointWriter> writers) {
    check(settings, inputs);
    resumed.ifPresent(checkpoint -> ResumeRules.checkContent(checkpoint, inputs));
    inputs.extractAll();
    seconds.put("features", inputs.extractionSeconds());
    try (DeviceRows rows = inputs.training()) {
      InputTransform transform =
          resumed
              .map(Checkpoint::stateTransform)
              .orElseGet(() -> TransformFit.fit(rows, settings.features()));
      rows.transform(transform);
      return train(inputs, rows, transform, writers);
    }
  }

  private List<TrainedHead> train(
      Inputs inputs, DeviceRows rows, InputTransform transform, List<CheckpointWriter> writers) {
    MlpShape shape = inputs.headShape(rows);
    int[] labels = inputs.labels(inputs.split().train());
    try (Tracking tracking =
            Tracking.open(settings.track(), context.offline(), context.progress());
        EvaluationSets sets = EvaluationSets.open(inputs, rows, transform);
        HeadTrainer trainer = trainer(inputs, rows, labels, shape)) {
      context.progress().line(beginning(shape, labels.length, trainer, inputs.torch()));
      TrainingLoop loop =
          new TrainingLoop(trainer, settings.train(), sets.forLoop(), context.progress());
      OptionalInt done =
          resumed.map(one -> OptionalInt.of(goOn(loop, one))).orElse(OptionalInt.empty());
      RecordedRun.Shared shared = new RecordedRun.Shared(inputs, shape, transform, done, seconds);
      List<RecordedRun> runs = new ArrayList<>();
      for (int k = 0; k < heads.size(); k++) {
        runs.add(new RecordedRun(heads.get(k), writers.get(k), shared, tracking));
      }
      try {
        List<TrainingState> states =
            inputs
                .torch()
                .computing(
                    threads(settings, heads.size(), shape, context), () -> train(loop, runs));
        Map<String, Map<String, Double>> baselines = baselines(inputs, sets, rows, labels);
        ImageResults results = new ImageResults(inputs, sets);
        List<TrainedHead> outcomes = new ArrayList<>();
        for (int k = 0; k < runs.size(); k++) {
          outcomes.add(runs.get(k).finish(results, states.get(k), baselines));
        }
        return outcomes;
      } finally {
        runs.forEach(RecordedRun::fail); // Those that had no other end.
      }
    }
  }

  private HeadTrainer trainer(Inputs inputs, DeviceRows rows, int[] labels, MlpShape shape) {
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
    return new HeadTrainer(inputs.torch(), runs, shape, data);
  }

  private String beginning(MlpShape shape, int images, HeadTrainer trainer, TorchRuntime torch) {
    return "training %s%s (%d weights) on %d images, %d updates an epoch, on %s"
        .formatted(
            heads.size() == 1 ? "" : heads.size() + " heads at once, each ",
            shape,
            shape.parameters(),
            images,
            trainer.updatesPerEpoch(),
            torch.deviceName());
  }

  private static int goOn(TrainingLoop loop, Checkpoint checkpoint) {
    TrainingState state = checkpoint.state();
    loop.resume(0, state);
    return state.epoch();
  }

  private List<TrainingState> train(TrainingLoop loop, List<RecordedRun> runs) {
    long start = System.nanoTime();
    List<TrainingState> states = loop.run(after -> keep(runs, after, false), context.stop());
    seconds.put("train", (System.nanoTime() - start) / 1e9);
    keep(runs, states, true);
    int epoch = states.get(0).epoch();
    if (epoch < settings.train().epochs() && context.stop().getAsBoolean()) {
      for (int k = 0; k < runs.size(); k++) {
        runs.get(k).stop(states.get(k));
      }
      throw stopped(epoch, runs.stream().map(RecordedRun::name).toList());
    }
    return states;
  }

  private static void keep(List<RecordedRun> runs, List<TrainingState> states, boolean last) {
    for (int k = 0; k < runs.size(); k++) {
      runs.get(k).keep(states.get(k), last);
    }
  }

  private Failure stopped(int epoch, List<String> names) {
    return Failure.interrupted("training was stopped after epoch %d", epoch)
        .received("a signal to stop")
        .accepted("%d epochs", settings.train().epochs())
        .next(
            "everything so far is kept: `java -jar trainer.jar train --resume NAME --set"
                + " checkpoint.directory=%s` goes on with %s, and the same search or reproduce"
                + " goes on with all",
            settings.checkpoint().directory(), String.join(", ", names))
        .build();
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

  /** Small steps are fastest on one thread: two would wait for each other more than they work. */
  static int threads(Settings settings, int heads, MlpShape shape, Context context) {
    double multiplications = 3.0 * heads * settings.train().batchSize() * shape.parameters();
    int chosen = multiplications < 100e6 ? 1 : context.threads();
    return settings.train().threads().orElse(chosen);
  }
}
