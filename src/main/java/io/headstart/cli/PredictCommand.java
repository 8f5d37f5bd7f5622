package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.config.Address;
import io.headstart.experiment.ExplainFlow;
import io.headstart.experiment.PredictFlow;
import io.headstart.experiment.PredictFlow.FilePrediction;
import io.headstart.inference.Answer;
import io.headstart.inference.Confidence;
import io.headstart.inference.Prediction.ClassProbability;
import io.headstart.io.Csv;
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
  private static final int MOST_NEAREST = 100;

  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

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

  @Option(
      names = "--nearest",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Name the N training images nearest to each image, with label and cosine of the features",
        "(about their mean). Features come out of the store. 0 to 100. Default: ${DEFAULT-VALUE}"
      })
  private int nearest;

  @Option(
      names = "--csv",
      description = {
        "Print file,rank,class,probability instead of a table. Control characters become question",
        "marks (--json keeps them), and what begins like a formula has an apostrophe in front."
      })
  private boolean csv;

  @Option(
      names = "--json-lines",
      description = {
        "Print one JSON object a line for each image as it comes, also for one that cannot be read",
        "(file and error): for millions of files."
      })
  private boolean jsonLines;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = {
        "Image files and folders; under spark-submit also with Hadoop addresses, such as",
        "hdfs://HOST/PATH."
      })
  private List<String> places;

  @Override
  public void run() {
    requireSense();
    PredictFlow.Question question =
        new PredictFlow.Question(
            modified.checkpoints(options).find(checkpoint),
            options.overrides(),
            places,
            top,
            nearest);
    if (jsonLines) {
      PredictFlow.stream(question, options.context(), answer -> Json.printLine(row(answer)));
      return;
    }
    List<FilePrediction> predictions = PredictFlow.run(question, options.context());
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("checkpoint", checkpoint);
      if (!modified.names().isEmpty()) {
        document.put("modified", modified.names());
      }
      document.put("predictions", document(predictions));
      Json.print(document);
    } else if (csv) {
      printCsv(predictions);
    } else {
      predictions.forEach(this::printLine);
    }
  }

  private void requireSense() {
    // What can be no path here is said before anything is opened.
    places.forEach(Address::local);
    if (top < 1) {
      throw Failure.usage("there is always a most probable class")
          .received("--top=%d", top)
          .accepted("1 or more")
          .next("leave --top out for 3")
          .build();
    }
    if (nearest < 0 || nearest > MOST_NEAREST) {
      throw Failure.usage("so many training images are not named")
          .received("--nearest=%d", nearest)
          .accepted("0 to %d", MOST_NEAREST)
          .next("ask for fewer")
          .build();
    }
    if (nearest > 0 && csv) {
      throw Failure.usage("CSV has no column for training images")
          .received("--csv and --nearest=%d", nearest)
          .accepted("--nearest with a table, --json or --json-lines")
          .next("leave one of the two out")
          .build();
    }
    if ((csv ? 1 : 0) + (jsonLines ? 1 : 0) + (options.json() ? 1 : 0) > 1) {
      throw Failure.usage("predictions are printed in one form")
          .received("more than one of --csv, --json and --json-lines")
          .accepted("one of them, or none for a table")
          .next("leave out all but one")
          .build();
    }
  }

  private List<ClassProbability> top(FilePrediction prediction) {
    return prediction.prediction().top(top);
  }

  private List<Map<String, Object>> document(List<FilePrediction> predictions) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (FilePrediction prediction : predictions) {
      rows.add(row(prediction));
    }
    return rows;
  }

  private Map<String, Object> row(FilePrediction prediction) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("file", prediction.file());
    row.putAll(prediction.prediction().fields(top));
    if (nearest > 0) {
      row.put("nearest", prediction.nearest().stream().map(ExplainFlow.Near::fields).toList());
    }
    return row;
  }

  private Map<String, Object> row(Answer<FilePrediction> answer) {
    return answer
        .value()
        .map(this::row)
        .orElseGet(() -> broken(answer.input().name(), answer.problem().orElseThrow()));
  }

  private static Map<String, Object> broken(String file, String problem) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("file", file);
    row.put("error", problem);
    return row;
  }

  private void printLine(FilePrediction prediction) {
    String classes =
        top(prediction).stream()
            .map(c -> String.format(Locale.ROOT, "%s %.1f %%", c.name(), 100 * c.probability()))
            .collect(Collectors.joining(", "));
    String unknown =
        prediction
            .prediction()
            .confidence()
            .flatMap(Confidence::unknown)
            .map(why -> "unknown (%s), at best ".formatted(why.name().toLowerCase(Locale.ROOT)))
            .orElse("");
    System.out.println(harmless(prediction.file() + ": " + unknown + classes));
    for (ExplainFlow.Near near : prediction.nearest()) {
      System.out.println(
          harmless(
              String.format(
                  Locale.ROOT, "  %.4f  %s  %s", near.cosine(), near.label(), near.name())));
    }
  }

  private static String harmless(String line) {
    return line.replaceAll("\\p{Cntrl}", "?");
  }

  private void printCsv(List<FilePrediction> predictions) {
    boolean calibrated =
        predictions.stream().anyMatch(p -> p.prediction().confidence().isPresent());
    System.out.println("file,rank,class,probability" + (calibrated ? ",unknown" : ""));
    for (FilePrediction prediction : predictions) {
      int rank = 1;
      for (ClassProbability c : top(prediction)) {
        String probability = String.format(Locale.ROOT, "%.6f", c.probability());
        List<String> fields =
            new ArrayList<>(
                List.of(prediction.file(), Integer.toString(rank), c.name(), probability));
        if (calibrated) {
          fields.add(Boolean.toString(prediction.prediction().unknown()));
        }
        System.out.print(Csv.line(fields));
        rank++;
      }
    }
  }
}
