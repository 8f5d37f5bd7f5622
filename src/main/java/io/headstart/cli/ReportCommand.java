package io.headstart.cli;

import io.headstart.report.RunReport;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Redraws a run's report from its files. */
@Command(name = "report", description = "Redraws a run's HTML and PNG files from its figures.")
final class ReportCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
  private String name;

  @Override
  public void run() {
    Path folder = modified.checkpoints(options).find(name).folder();
    Path page = RunReport.write(folder, modified);
    if (options.json()) {
      Json.print(Map.of("report", page.toString()));
    } else {
      System.out.println(page);
    }
  }
}
