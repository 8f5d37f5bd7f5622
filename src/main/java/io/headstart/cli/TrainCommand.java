package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.experiment.EnsembleFlow;
import io.headstart.experiment.EvaluateFlow;
import io.headstart.experiment.FoldsFlow;
import io.headstart.experiment.OverfitFlow;
import io.headstart.experiment.TrainFlow;
import io.headstart.metrics.Spread;
import io.headstart.run.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a head. */
@Command(
    name = "train",
    description = "Images to features (from the store if there) to a trained, evaluated head.")
final class TrainCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Option(
      names = "--resume",
      paramLabel = "NAME",
      description = "Go on with that checkpoint after its last complete epoch.")
  private String resume;

  @Option(
      names = "--no-train",
      description = "Train nothing: evaluate the checkpoint named checkpoint.name, or the best.")
  private boolean noTrain;

  @Option(
      names = "--overfit-batch",
      description = "A sanity run: learn one batch by heart, without regularization; keep nothing.")
  private boolean overfitBatch;

  @Option(
      names = "--seeds",
      paramLabel = "SEED",
      split = ",",
      description =
          "Train one head for each of these seeds, all at once, on the same features: --seeds 0,1,2."
              + " Their mean and deviation are printed.")
  private List<Long> seeds = List.of();

  @Option(
      names = "--ensemble",
      paramLabel = "NAME",
      description =
          "With --seeds or data.split.folds: also make one checkpoint of all these heads, the mean of"
              + " their logits.")
  private String ensemble;

  @Override
  public void run() {
    requireOneWay();
    if (overfitBatch) {
      overfit(options);
    } else if (noTrain) {
      EvaluateFlow.EvaluatedCheckpoint outcome =
          EvaluateFlow.run(
              options.settings().checkpoint().name(),
              modified.checkpoints(options),
              List.of(),
              options.context());
      EvaluateCommand.print(options, outcome, modified.names());
    } else if (resume != null) {
      resume();
    } else if (ensemble != null) {
      if (!seeds.isEmpty()) {
        requireNoFolds();
      }
      trainEnsemble();
    } else if (!seeds.isEmpty()) {
      requireNoFolds();
      print(options, TrainFlow.train(options.settings(), seeds, options.context()), "seeds");
    } else {
      train(options);
    }
  }

  private void trainEnsemble() {
    EnsembleFlow.TrainedEnsemble trained =
        EnsembleFlow.train(options.settings(), seeds, ensemble, options.context());
    if (options.json()) {
      Map<String, Object> document = document(trained.heads());
      document.put("ensemble", document(trained.ensemble()));
      Json.print(document);
    } else {
      print(options, trained.heads(), "heads");
      print(options, trained.ensemble());
    }
  }

  private void requireOneWay() {
    List<String> given = new ArrayList<>();
    if (overfitBatch) {
      given.add("--overfit-batch");
    }
    if (noTrain) {
      given.add("--no-train");
    }
    if (resume != null) {
      given.add("--resume");
    }
    if (!seeds.isEmpty()) {
      given.add("--seeds");
    }
    if (given.size() > 1 || seeds.stream().distinct().count() < seeds.size()) {
      throw Failure.usage("the options do not fit together")
          .received("%s", given.size() > 1 ? String.join(" and ", given) : "--seeds " + seeds)
          .accepted("one of --overfit-batch, --no-train, --resume and --seeds, each seed once")
          .next("leave out all but one")
          .build();
    }
  }

  private void requireNoFolds() {
    if (FoldsFlow.isWanted(options.settings())) {
      throw Failure.usage("folds and seeds do not go together")
          .received("--seeds %s and data.split.folds without data.split.fold", seeds)
          .accepted("either; or --seeds with data.split.fold, for one of the folds")
          .next("leave --seeds out, or name the fold")
          .build();
    }
  }

  static void train(GlobalOptions options) {
    if (FoldsFlow.isWanted(options.settings())) {
      print(options, FoldsFlow.train(options.settings(), options.context()), "folds");
    } else {
      print(options, TrainFlow.train(options.settings(), options.context()));
    }
  }

  private static void overfit(GlobalOptions options) {
    OverfitFlow.LearntByHeart outcome = OverfitFlow.run(options.settings(), options.context());
    if (options.json()) {
      Json.print(outcome);
    } else {
      System.out.printf(
          Locale.ROOT,
          "one batch of %d images: loss %.4f at first, %.4f after %d updates%n",
          outcome.images(),
          outcome.first(),
          outcome.last(),
          outcome.updates());
    }
  }

  private void resume() {
    if (options.hasConfig()) {
      throw Failure.usage("--resume takes its settings from the checkpoint")
          .received("--resume %s with --config", resume)
          .accepted("--resume NAME, with --set for what may change, such as train.epochs")
          .next("leave --config out")
          .build();
    }
    Checkpoint checkpoint = modified.checkpoints(options).find(resume);
    Settings settings = checkpoint.settings(options.overrides());
    print(options, TrainFlow.resume(checkpoint, settings, options.context()));
  }

  private static void print(
      GlobalOptions options, List<TrainFlow.TrainedHead> outcomes, String what) {
    if (options.json()) {
      Json.print(document(outcomes));
      return;
    }
    outcomes.forEach(outcome -> print(options, outcome));
    spreads(outcomes)
        .forEach(
            (set, spread) ->
                System.out.printf(
                    Locale.ROOT,
                    "%-10s  accuracy %.2f %% +- %.2f (mean and deviation of %d %s)%n",
                    set,
                    100 * spread.mean(),
                    100 * spread.deviation(),
                    spread.count(),
                    what));
  }

  private static Map<String, Spread> spreads(List<TrainFlow.TrainedHead> outcomes) {
    Map<String, List<Double>> accuracies = new LinkedHashMap<>();
    for (TrainFlow.TrainedHead outcome : outcomes) {
      outcome
          .manifest()
          .figures()
          .forEach(
              (set, figures) ->
                  accuracies
                      .computeIfAbsent(set, ignored -> new ArrayList<>())
                      .add(figures.accuracy()));
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    accuracies.forEach((set, values) -> spreads.put(set, Spread.of(values)));
    return spreads;
  }

  static void print(GlobalOptions options, TrainFlow.TrainedHead outcome) {
    Manifest manifest = outcome.manifest();
    if (options.json()) {
      Json.print(document(outcome));
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d epochs, features %.1f s%s, training %.1f s, on %s%n",
        manifest.name(),
        manifest.epochs(),
        manifest.seconds().get("features"),
        outcome.extracted() == 0
            ? " (all from the store)"
            : String.format(Locale.ROOT, " (%.1f images/s)", outcome.imagesPerSecond()),
        manifest.seconds().get("train"),
        manifest.device());
    FiguresTable.print(manifest.figures(), manifest.classes().size());
    manifest.baselines().forEach(TrainCommand::printBaseline);
    outcome.calibration().ifPresent(FiguresTable::print);
    System.out.println("checkpoint " + outcome.folder());
    System.out.println("report     " + outcome.folder().resolve("report").resolve("index.html"));
  }

  private static void printBaseline(String name, Map<String, Double> accuracies) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  beside it %-24s", name));
    accuracies.forEach(
        (set, accuracy) ->
            line.append(String.format(Locale.ROOT, " %s %6.2f %%", set, 100 * accuracy)));
    System.out.println(line);
  }

  private static Map<String, Object> document(List<TrainFlow.TrainedHead> outcomes) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("heads", outcomes.stream().map(TrainCommand::document).toList());
    document.put("accuracy", spreads(outcomes));
    return document;
  }

  private static Map<String, Object> document(TrainFlow.TrainedHead outcome) {
    Manifest manifest = outcome.manifest();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("checkpoint", manifest.name());
    document.put("directory", outcome.folder().toString());
    document.put("epochs", manifest.epochs());
    document.put("updates", manifest.updates());
    manifest.bestEpoch().ifPresent(epoch -> document.put("best-epoch", epoch));
    manifest.keptEpoch().ifPresent(epoch -> document.put("kept-epoch", epoch));
    manifest.figures().forEach((set, figures) -> document.put(set, figures.fields()));
    if (!manifest.baselines().isEmpty()) {
      document.put("baselines", manifest.baselines());
    }
    outcome.calibration().ifPresent(c -> document.put("calibration", c.fields()));
    document.put("seconds", manifest.seconds());
    Map<String, Object> features = new LinkedHashMap<>();
    features.put("extracted", outcome.extracted());
    features.put("images-per-second", outcome.imagesPerSecond());
    features.put("precision", manifest.backbone().get("precision"));
    document.put("features", features);
    document.put("device", manifest.device());
    document.put("seed", manifest.seed());
    document.put("parameters", manifest.parameters());
    document.put("layers", manifest.layers());
    return document;
  }
}
