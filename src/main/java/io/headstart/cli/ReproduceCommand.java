package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.config.Configs;
import io.headstart.config.Reproduction;
import io.headstart.experiment.Context;
import io.headstart.experiment.ReproduceFlow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Course reports, run again. */
@Command(
    name = "reproduce",
    description = {
      "Runs a report's configurations and sets what it reported beside what was measured.",
      "What is there already is not run again; --set overrides every run's settings."
    })
final class ReproduceCommand implements Runnable {
  private static final String ALL = "all";

  @Mixin private GlobalOptions options;

  @Parameters(
      paramLabel = "NAME",
      description = "A folder of config/ with a report.yaml, e.g. hlcv; or all.")
  private String name;

  @Override
  public void run() {
    if (options.hasConfig()) {
      throw Failure.usage("reproduce takes its settings from the report's folder")
          .received("--config")
          .accepted("reproduce NAME, with --set for what every run shares, such as data.path")
          .next("leave --config out")
          .build();
    }
    requireReport();
    Context context = options.context();
    Map<String, Object> document = new LinkedHashMap<>();
    for (String report : name.equals(ALL) ? Configs.reports() : List.of(name)) {
      ReproduceFlow.ReproducedReport outcome =
          ReproduceFlow.run(report, options.overrides(), context);
      if (options.json()) {
        document.put(report, outcome.table().lines());
      } else {
        System.out.println(outcome.table().title());
        System.out.print(outcome.table().text());
        System.out.println("report " + outcome.page());
      }
    }
    if (options.json()) {
      Json.print(document);
    }
  }

  /** A report is named, or is a folder of the user's own with a report.yaml. */
  private void requireReport() {
    boolean own = Files.exists(Path.of(name).resolve(Reproduction.FILE));
    if (!name.equals(ALL) && !own && !Configs.reports().contains(name)) {
      throw Failure.missing("there is no report %s", name)
          .received("%s; neither config/%s nor %s has a %s", name, name, name, Reproduction.FILE)
          .accepted(
              "%s, all, or a folder with a %s",
              String.join(", ", Configs.reports()), Reproduction.FILE)
          .next("run it where config/ lies, or correct the name")
          .build();
    }
  }
}
