package io.headstart.cli;

import io.headstart.config.Settings;
import io.headstart.experiment.SearchFlow;
import io.headstart.report.SearchReport;
import io.headstart.search.TrialResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tries settings. */
@Command(
    name = "search",
    description =
        "Tries settings (search.dimensions) and chooses by validation accuracy; the winner alone is"
            + " then trained as a checkpoint and tested. The same command goes on with a stopped"
            + " search.")
final class SearchCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    Settings settings = options.settings();
    SearchFlow.SearchWinner outcome = SearchFlow.run(settings, options.context());
    List<TrialResult> top =
        outcome.ranked().subList(0, Math.min(settings.search().top(), outcome.ranked().size()));
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("trials", outcome.ranked().size());
      document.put("top", top.stream().map(SearchCommand::document).toList());
      document.put("checkpoint", outcome.winner().name());
      document.putAll(outcome.winner().figures());
      document.put("report", outcome.page().toString());
      Json.print(document);
      return;
    }
    System.out.printf("the best %d of %d trials%n", top.size(), outcome.ranked().size());
    for (TrialResult result : top) {
      String values =
          result.trial().values().entrySet().stream()
              .map(e -> e.getKey() + "=" + SearchReport.shortened(e.getValue()))
              .collect(Collectors.joining("  "));
      System.out.printf(
          Locale.ROOT,
          "  %4d  validation %.2f %% (loss %.4f)  %s%n",
          result.trial().number(),
          100 * result.accuracy(),
          result.loss(),
          values);
    }
    System.out.println("the winner, trained again and tested once:");
    FiguresTable.print(outcome.winner().figures(), outcome.winner().classes().size());
    System.out.println("checkpoint " + outcome.checkpoint().folder());
    System.out.println("report     " + outcome.page());
  }

  private static Map<String, Object> document(TrialResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("trial", result.trial().number());
    document.put("stage", result.trial().stage());
    document.put("settings", result.trial().values());
    document.put("accuracy", result.accuracy());
    document.put("loss", Double.isFinite(result.loss()) ? result.loss() : null);
    document.put("epochs", result.epochs());
    return document;
  }
}
