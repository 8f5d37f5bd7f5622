package io.headstart.cli;

import io.headstart.Failure;
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
    description =
        "Makes one checkpoint of several heads, of other seeds, folds or backbones: the mean of their"
            + " logits. It is used as any other. --set checkpoint.name=NAME names it.")
final class EnsembleCommand implements Runnable {
  @Mixin private GlobalOptions options;
  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", arity = "2..*", description = "Which checkpoints.")
  private List<String> names;

  @Override
  public void run() {
    Checkpoints all = modified.checkpoints(options);
    if (names.stream().distinct().count() < names.size()) {
      throw Failure.usage("a member is named twice")
          .received("%s", String.join(" ", names))
          .accepted("names of different checkpoints")
          .next("name each once")
          .build();
    }
    List<Checkpoint> members = names.stream().map(all::find).toList();
    TrainCommand.print(
        options,
        EnsembleFlow.run(members, options.settings().checkpoint().name(), all, options.context()));
  }
}
