package io.headstart.cli;

import io.headstart.experiment.PredictFlow;
import io.headstart.io.Csv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classes of image files. */
@Command(name = "predict", description = "Top classes of image files and folders.")
final class PredictCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Option(
      names = "--checkpoint",
      paramLabel = "NAME",
      required = true,
      description = "Which checkpoint.")
  private String checkpoint;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "3",
      description = "How many classes of each image. Default: ${DEFAULT-VALUE}")
  private int top;

  @Option(names = "--csv", description = "Print file,rank,class,probability instead of a table.")
  private boolean csv;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Image files and folders.")
  private List<Path> paths;

  @Override
  public void run() {
    List<PredictFlow.Prediction> predictions =
        PredictFlow.run(
            checkpoint,
            options.settings(),
            options.overrides(),
            paths,
            Math.max(1, top),
            options.context());
    if (options.json()) {
      Json.print(Map.of("checkpoint", checkpoint, "predictions", document(predictions)));
    } else if (csv) {
      printCsv(predictions);
    } else {
      predictions.forEach(PredictCommand::printLine);
    }
  }

  private static List<Map<String, Object>> document(List<PredictFlow.Prediction> predictions) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (PredictFlow.Prediction prediction : predictions) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("file", prediction.file().toString());
      row.put("classes", prediction.candidates());
      rows.add(row);
    }
    return rows;
  }

  private static void printLine(PredictFlow.Prediction prediction) {
    String classes =
        prediction.candidates().stream()
            .map(c -> String.format(Locale.ROOT, "%s %.1f %%", c.name(), 100 * c.probability()))
            .collect(Collectors.joining(", "));
    System.out.println(prediction.file() + ": " + classes);
  }

  private static void printCsv(List<PredictFlow.Prediction> predictions) {
    System.out.println("file,rank,class,probability");
    for (PredictFlow.Prediction prediction : predictions) {
      int rank = 1;
      for (PredictFlow.Candidate c : prediction.candidates()) {
        String probability = String.format(Locale.ROOT, "%.6f", c.probability());
        System.out.print(
            Csv.line(
                List.of(
                    prediction.file().toString(), Integer.toString(rank), c.name(), probability)));
        rank++;
      }
    }
  }
}
