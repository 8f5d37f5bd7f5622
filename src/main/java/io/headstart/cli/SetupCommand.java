package io.headstart.cli;

import io.headstart.config.Settings;
import io.headstart.experiment.Context;
import io.headstart.experiment.SetupFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches ahead of time. */
@Command(
    name = "setup",
    description =
        "Fetches weights, data and CUDA natives ahead of time, for machines without a network later.")
final class SetupCommand implements Runnable {
  /** What can be fetched. */
  enum Item {
    MODEL,
    DATA,
    CUDA
  }

  @Mixin private GlobalOptions options;

  @Parameters(
      paramLabel = "WHAT",
      arity = "0..*",
      description = "model, data, cuda; default: model and data. cuda: what a GPU needs.")
  private List<Item> items = List.of(Item.MODEL, Item.DATA);

  @Override
  public void run() {
    Settings settings = options.settings();
    Context context = options.context();
    List<String> ready = new ArrayList<>();
    if (items.contains(Item.CUDA)) {
      // First: the model's check starts the engine, which then runs on the GPU.
      ready.addAll(SetupFlow.cuda(context).ready());
    }
    ready.addAll(
        SetupFlow.run(settings, context, items.contains(Item.MODEL), items.contains(Item.DATA))
            .ready());
    if (options.json()) {
      Json.print(Map.of("ready", ready));
    } else {
      ready.forEach(System.out::println);
    }
  }
}
