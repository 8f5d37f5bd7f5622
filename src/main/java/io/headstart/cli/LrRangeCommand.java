package io.headstart.cli;

import io.headstart.experiment.LrRangeFlow;
import io.headstart.search.RangeTest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The learning-rate range test. */
@Command(
    name = "lr-range",
    description =
        "Raises the learning rate while training, draws accuracy over it, and suggests a range.")
final class LrRangeCommand implements Runnable {
  private static final int LINES = 20;

  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    LrRangeFlow.RangeTested outcome = LrRangeFlow.run(options.settings(), options.context());
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("diverged", outcome.diverged());
      document.put("suggestion", outcome.suggestion().orElse(null));
      document.put("points", outcome.points());
      document.put("report", outcome.page().toString());
      Json.print(document);
      return;
    }
    int step = Math.max(1, outcome.points().size() / LINES);
    System.out.printf("%10s %12s %12s %10s%n", "update", "rate", "batch loss", "accuracy");
    for (int i = 0; i < outcome.points().size(); i += step) {
      RangeTest.Point p = outcome.points().get(i);
      System.out.printf(
          Locale.ROOT,
          "%10d %12.4g %12.4f %8.2f %%%n",
          p.update(),
          p.rate(),
          p.batchLoss(),
          100 * p.accuracy());
    }
    if (outcome.diverged()) {
      System.out.println("the loss diverged beyond the last rate measured");
    }
    System.out.println(
        outcome
            .suggestion()
            .map(
                s ->
                    String.format(Locale.ROOT, "suggested: %.3g to %.3g", s.minimum(), s.maximum()))
            .orElse("no suggestion: nothing was learnt at any rate"));
    System.out.println("report " + outcome.page());
  }
}
