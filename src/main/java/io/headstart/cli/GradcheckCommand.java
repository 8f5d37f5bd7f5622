package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.experiment.GradcheckFlow;
import io.headstart.train.GradientCheck;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Analytic against numerical gradients. */
@Command(
    name = "gradcheck",
    description = "Compares the head's gradients with differences, in float64, on real data.")
final class GradcheckCommand implements Runnable {
  /** Above this relative error a gradient is wrong; kinks of ReLU alone stay below it. */
  private static final double WRONG = 1e-3;

  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    GradcheckFlow.CheckedGradients outcome =
        GradcheckFlow.run(options.settings(), options.context());
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("layers", outcome.layers());
      document.put("images", outcome.images());
      document.put("maximum-relative-error", outcome.worst());
      document.put("parameters", outcome.results());
      Json.print(document);
    } else {
      System.out.printf("%s on %d images, float64%n", outcome.layers(), outcome.images());
      System.out.printf(
          "  %-4s %9s %18s %16s %14s%n",
          "", "compared", "max relative error", "mean difference", "gradient norm");
      for (GradientCheck.Result r : outcome.results()) {
        System.out.printf(
            Locale.ROOT,
            "  %-4s %9d %18.3e %16.3e %14.4e%n",
            r.name(),
            r.compared(),
            r.maximumRelativeError(),
            r.meanDifference(),
            r.gradientNorm());
      }
    }
    if (outcome.worst() > WRONG) {
      throw Failure.run("analytic and numerical gradients differ")
          .received("a relative error of %.3e", outcome.worst())
          .accepted("at most %.0e", WRONG)
          .next("try another gradcheck.step or seed: a ReLU may lie on its kink; else report it")
          .build();
    }
  }
}
