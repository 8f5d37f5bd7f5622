package io.headstart.cli;

import static java.util.stream.Collectors.joining;

import io.headstart.experiment.EvaluateFlow;
import io.headstart.metrics.Evaluation;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Test figures of a checkpoint. */
@Command(
    name = "evaluate",
    description =
        "Test figures of a checkpoint; without a name, of the best by validation accuracy.")
final class EvaluateCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Option(names = "--checkpoint", paramLabel = "NAME", description = "Which checkpoint.")
  private String checkpoint;

  @Override
  public void run() {
    EvaluateFlow.EvaluatedCheckpoint outcome =
        EvaluateFlow.run(
            Optional.ofNullable(checkpoint),
            modified.checkpoints(options),
            options.overrides(),
            options.context());
    print(options, outcome, modified.names());
  }

  /**
   * Prints.
   *
   * @param modified files of the checkpoint that were changed after training
   */
  static void print(
      GlobalOptions options, EvaluateFlow.EvaluatedCheckpoint outcome, List<String> modified) {
    Evaluation evaluation = outcome.evaluation();
    SetFigures figures = evaluation.figures();
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("checkpoint", outcome.checkpoint());
      document.put("set", outcome.set());
      if (!modified.isEmpty()) {
        document.put("modified", modified);
      }
      document.putAll(figures.fields());
      document.put("classes", outcome.classes());
      document.put("confusion", evaluation.confusion().counts());
      figures
          .interval(Metrics.ACCURACY)
          .ifPresent(
              interval ->
                  document.put("accuracy-interval", List.of(interval.low(), interval.high())));
      outcome.calibration().ifPresent(c -> document.put("calibration", c.fields()));
      Json.print(document);
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%s on the %,d %s images: %s%n",
        outcome.checkpoint(),
        evaluation.count(),
        outcome.set(),
        Metrics.shown(outcome.classes().size()).stream()
            .map(metric -> metric.label() + " " + FiguresTable.value(figures, metric, 1))
            .collect(joining(", ")));
    outcome.calibration().ifPresent(FiguresTable::print);
    modified.forEach(file -> System.out.println("  changed after training: " + file));
    List<String> classes = outcome.classes();
    System.out.printf("  %-16s %9s %9s %9s %7s%n", "class", "precision", "recall", "F1", "images");
    for (int c = 0; c < classes.size(); c++) {
      System.out.printf(
          Locale.ROOT,
          "  %-16s %9.4f %9.4f %9.4f %7d%n",
          classes.get(c),
          evaluation.confusion().precision(c),
          evaluation.confusion().recall(c),
          evaluation.confusion().f1(c),
          evaluation.confusion().support(c));
    }
  }
}
