package io.headstart.experiment;

import io.headstart.Program;
import io.headstart.Progress;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.config.SettingsWriter;
import io.headstart.config.TrainSettings;
import io.headstart.io.Sha256;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.search.Trial;
import io.headstart.search.TrialResult;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Trains the heads of trials. Trials that see the same images the same way share their features;
 * those among them whose heads {@linkplain HeadRun#joins can join} train in one pass; and on a CPU
 * as many passes run side by side as there are cores, each on one thread. Only validation images
 * are evaluated.
 */
final class Trials {
  /** Heads in one pass: more would no longer fit a core's cache, see docs/performance.md. */
  private static final int AT_ONCE = 16;

  private final Context context;
  private final Path unfinished;
  private final Predicate<Trial> done;
  private final Consumer<TrialResult> sink;

  /** A trial and all its settings. */
  record Planned(Trial trial, Settings settings) {
    HeadRun run() {
      return new HeadRun(settings.headSeed(), settings.model(), settings.train());
    }
  }

  /** Returns the settings that decide the features: runs equal in them share their features. */
  static List<Object> inputs(Settings settings) {
    return List.of(
        settings.seed(),
        settings.device(),
        settings.data(),
        settings.features(),
        settings.augment());
  }

  /**
   * Prepares to run.
   *
   * @param unfinished a folder for the states of passes under way
   * @param done says whose results are there already
   * @param sink receives each result that is not, as soon as its pass is done; never called by two
   *     threads at once
   */
  Trials(Context context, Path unfinished, Predicate<Trial> done, Consumer<TrialResult> sink) {
    this.context = context;
    this.unfinished = unfinished;
    this.done = done;
    this.sink = sink;
  }

  /**
   * Runs the trials that are not done. Which of them share a pass depends on all trials, so that a
   * search that goes on comes to the same bytes as one that was never stopped.
   *
   * @return whether all were run: false when asked to stop
   */
  boolean run(List<Planned> trials) {
    Map<List<Object>, List<Planned>> groups = new LinkedHashMap<>();
    for (Planned trial : trials) {
      groups.computeIfAbsent(inputs(trial.settings()), ignored -> new ArrayList<>()).add(trial);
    }
    boolean all = true;
    for (List<Planned> group : groups.values()) {
      all = all && (isDone(group) || runGroup(group));
    }
    return all;
  }

  private boolean isDone(List<Planned> trials) {
    return trials.stream().map(Planned::trial).allMatch(done);
  }

  private boolean runGroup(List<Planned> group) {
    Settings settings = group.get(0).settings();
    try (Inputs inputs = Inputs.open(settings, context)) {
      TransformFit.check(settings.features(), inputs.split().train().length, inputs.dimension());
      inputs.requireMemory();
      int workers = inputs.torch().onGpu() ? 1 : context.threads();
      List<List<Planned>> passes = passes(group, workers);
      if (context.cluster().isPresent() && passes.size() > 1) {
        return runElsewhere(inputs, group, workers);
      }
      return prepared(inputs, settings.features(), ready -> ready.run(passes));
    }
  }

  /** Has a cluster train the passes, from features that it finds in the store. */
  private boolean runElsewhere(Inputs inputs, List<Planned> group, int workers) {
    inputs.extractAll();
    List<List<Planned>> passes = passes(group, workers);
    List<Integer> missing =
        IntStream.range(0, passes.size()).filter(p -> !isDone(passes.get(p))).boxed().toList();
    SentTrials sent = SentTrials.of(group, workers, inputs.precision());
    return context
        .cluster()
        .orElseThrow()
        .train(
            sent,
            missing,
            context,
            result -> {
              if (!done.test(result.trial())) {
                report(result);
              }
            });
  }

  /** Trains one pass of those into which {@link #run} would put the trials of one group. */
  void runPass(List<Planned> group, int workers, int pass) {
    Settings settings = group.get(0).settings();
    try (Inputs inputs = Inputs.open(settings, context)) {
      prepared(
          inputs,
          settings.features(),
          ready ->
              inputs
                  .torch()
                  .computing(
                      1, () -> ready.train(passes(group, workers).get(pass), context.stop())));
    }
  }

  private <T> T prepared(Inputs inputs, FeatureSettings features, Function<Group, T> work) {
    try (DeviceRows rows = inputs.training()) {
      InputTransform transform = TransformFit.fit(rows, features);
      rows.transform(transform);
      try (EvaluationData validation = inputs.evaluation(inputs.split().validation(), transform)) {
        return work.apply(new Group(inputs, rows, validation));
      }
    }
  }

  /** Puts trials that can join into passes, and evens the passes out over the cores. */
  private static List<List<Planned>> passes(List<Planned> group, int workers) {
    List<List<Planned>> joined = new ArrayList<>();
    for (Planned trial : group) {
      joined.stream()
          .filter(pass -> pass.get(0).run().joins(trial.run()))
          .findFirst()
          .ifPresentOrElse(
              pass -> pass.add(trial), () -> joined.add(new ArrayList<>(List.of(trial))));
    }
    List<List<Planned>> passes = new ArrayList<>();
    for (List<Planned> pass : joined) {
      int parts = Math.max(workers, (pass.size() + AT_ONCE - 1) / AT_ONCE);
      parts = Math.min(parts, pass.size());
      for (int part = 0; part < parts; part++) {
        int from = part * pass.size() / parts;
        int to = (part + 1) * pass.size() / parts;
        passes.add(pass.subList(from, to));
      }
    }
    return passes;
  }

  /** The passes over one set of features. */
  private final class Group {
    private final Inputs inputs;
    private final DeviceRows rows;
    private final EvaluationData validation;
    private final int[] labels;
    private final String source;

    Group(Inputs inputs, DeviceRows rows, EvaluationData validation) {
      this.inputs = inputs;
      this.rows = rows;
      this.validation = validation;
      this.labels = inputs.labels(inputs.split().train());
      this.source =
          String.join("\n", Program.version(), inputs.torch().deviceName())
              + inputs.provenance().parts();
    }

    boolean run(List<List<Planned>> passes) {
      int workers = inputs.torch().onGpu() ? 1 : Math.min(context.threads(), passes.size());
      int threads = passes.size() == 1 ? context.threads() : 1;
      List<SideBySide.Job<Boolean>> jobs = new ArrayList<>();
      for (List<Planned> pass : passes.stream().filter(pass -> !isDone(pass)).toList()) {
        jobs.add(
            new SideBySide.Job<>(
                "trials from " + pass.get(0).trial().number(),
                own ->
                    inputs
                        .torch()
                        .computing(
                            threads, () -> !own.stop().getAsBoolean() && train(pass, own.stop()))));
      }
      // A pass beside others has one thread: see SideBySide.
      return inputs
          .torch()
          .computing(threads, () -> new SideBySide(context, workers).run(jobs))
          .stream()
          .allMatch(done -> done);
    }

    private boolean train(List<Planned> pass, BooleanSupplier stop) {
      Settings settings = pass.get(0).settings();
      MlpShape shape =
          new MlpShape(rows.dimension(), settings.model().hidden(), inputs.classes().size());
      TrainingData data =
          new TrainingData(
              rows,
              labels,
              inputs.classes(),
              inputs.copies(),
              settings.augment().trainOn(),
              inputs.weights(inputs.split().train()));
      List<HeadRun> runs = pass.stream().map(Planned::run).toList();
      try (HeadTrainer trainer =
          new HeadTrainer(inputs.torch(), runs, shape, data).tolerateDivergence()) {
        boolean early = settings.train().earlyStopping().isPresent();
        TrainingLoop.Sets sets =
            new TrainingLoop.Sets(
                Optional.empty(),
                early ? Optional.of(validation) : Optional.empty(),
                Optional.empty());
        TrainingLoop loop = new TrainingLoop(trainer, settings.train(), sets, Progress.NONE);
        UnfinishedPass kept = unfinished(pass);
        Optional<UnfinishedPass.Content> before = kept.read();
        before.ifPresent(content -> resume(loop, content.states()));
        Function<List<TrainingState>, UnfinishedPass.Content> content =
            states -> new UnfinishedPass.Content(states, diverged(trainer, before));
        List<TrainingState> states = loop.run(after -> kept.keepInTurn(content.apply(after)), stop);
        int epoch = states.get(0).epoch();
        if (stop.getAsBoolean() && epoch < settings.train().epochs()) {
          kept.keep(content.apply(states));
          return false;
        }
        report(pass, content.apply(states), shape);
        kept.remove();
        return true;
      }
    }

    private UnfinishedPass unfinished(List<Planned> pass) {
      StringBuilder identity = new StringBuilder(source);
      for (Planned one : pass) {
        identity
            .append('\n')
            .append(one.trial())
            .append(SettingsWriter.yaml(one.settings().decisive()));
      }
      String name = "from-trial-" + pass.get(0).trial().number() + ".safetensors";
      return new UnfinishedPass(
          unfinished.resolve(name), Sha256.of(identity.toString()), UnfinishedPass.INTERVAL);
    }

    private void report(List<Planned> pass, UnfinishedPass.Content content, MlpShape shape) {
      for (int k = 0; k < pass.size(); k++) {
        Trial trial = pass.get(k).trial();
        if (!done.test(trial)) {
          Trials.this.report(
              content.diverged()[k]
                  ? TrialResult.diverged(trial)
                  : result(trial, content.states().get(k), shape, pass.get(k).settings().train()));
        }
      }
    }

    private TrialResult result(
        Trial trial, TrainingState state, MlpShape shape, TrainSettings train) {
      TrainingState.Kept kept = state.kept(train);
      Evaluation evaluation =
          Scoring.evaluate(inputs.torch(), shape, kept.parameters(), validation);
      return Double.isFinite(evaluation.crossEntropy())
          ? new TrialResult(trial, evaluation.accuracy(), evaluation.crossEntropy(), kept.epoch())
          : TrialResult.diverged(trial);
    }
  }

  private static void resume(TrainingLoop loop, List<TrainingState> states) {
    for (int k = 0; k < states.size(); k++) {
      loop.resume(k, states.get(k));
    }
  }

  /** Returns whose loss has been no finite number, in this process or before. */
  private static boolean[] diverged(HeadTrainer trainer, Optional<UnfinishedPass.Content> before) {
    boolean[] diverged = new boolean[trainer.heads()];
    for (int k = 0; k < diverged.length; k++) {
      diverged[k] = trainer.diverged(k) || (before.isPresent() && before.get().diverged()[k]);
    }
    return diverged;
  }

  private synchronized void report(TrialResult result) {
    sink.accept(result);
  }
}
