package io.headstart.cli;

import io.headstart.experiment.ReportFlow;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Redraws a run's report from its files. */
@Command(
    name = "report",
    description =
        "Redraws a run's HTML and PNG files from its figures, with images where the data set is at"
            + " hand (--set data.path=...).")
final class ReportCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
  private String name;

  @Override
  public void run() {
    Path page =
        ReportFlow.run(
            modified.checkpoints(options).find(name),
            options.overrides(),
            modified,
            options.context());
    if (options.json()) {
      Json.print(Map.of("report", page.toString()));
    } else {
      System.out.println(page);
    }
  }
}
