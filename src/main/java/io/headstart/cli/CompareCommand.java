package io.headstart.cli;

import io.headstart.checkpoint.Checkpoints;
import io.headstart.report.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs side by side. */
@Command(
    name = "compare",
    description = "Runs side by side: settings that differ, figures, curves.")
final class CompareCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Parameters(paramLabel = "NAME", arity = "2..*", description = "Which checkpoints.")
  private List<String> names;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "comparison",
      description = "Where the page and its charts go. Default: ${DEFAULT-VALUE}")
  private Path output;

  @Override
  public void run() {
    Checkpoints all = new Checkpoints(Path.of(options.settings().checkpoint().directory()));
    List<Path> folders = names.stream().map(name -> all.find(name).folder()).toList();
    Path page = Comparison.write(folders, output);
    if (options.json()) {
      Json.print(Map.of("report", page.toString()));
    } else {
      System.out.print(Comparison.of(folders).text());
      System.out.println("report " + page);
    }
  }
}
