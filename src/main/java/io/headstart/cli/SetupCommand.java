package io.headstart.cli;

import io.headstart.experiment.SetupFlow;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches ahead of time. */
@Command(
    name = "setup",
    description = "Fetches weights and data ahead of time, for machines without a network later.")
final class SetupCommand implements Runnable {
  /** What can be fetched. */
  enum Item {
    MODEL,
    DATA
  }

  @Mixin private GlobalOptions options;

  @Parameters(paramLabel = "WHAT", arity = "0..*", description = "model, data; default: both.")
  private List<Item> items = List.of(Item.MODEL, Item.DATA);

  @Override
  public void run() {
    SetupFlow.Outcome outcome =
        SetupFlow.run(
            options.settings(),
            options.context(),
            items.contains(Item.MODEL),
            items.contains(Item.DATA));
    if (options.json()) {
      Json.print(Map.of("ready", outcome.ready()));
    } else {
      outcome.ready().forEach(System.out::println);
    }
  }
}
