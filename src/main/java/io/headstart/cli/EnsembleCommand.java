package io.headstart.cli;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.EnsembleFlow;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One checkpoint of several. */
@Command(
    name = "ensemble",
    description = {
      "Makes one checkpoint of several heads, of other seeds, folds or backbones: their logits are",
      "averaged. It predicts, is evaluated and exported as any other. --set checkpoint.name=NAME",
      "names it."
    })
final class EnsembleCommand implements Runnable {
  @Mixin private GlobalOptions options;
  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", arity = "2..*", description = "Which checkpoints.")
  private List<String> names;

  @Override
  public void run() {
    Checkpoints all = modified.checkpoints(options);
    List<Checkpoint> members = names.stream().distinct().map(all::find).toList();
    TrainCommand.print(
        options,
        EnsembleFlow.run(members, options.settings().checkpoint().name(), all, options.context()));
  }
}
