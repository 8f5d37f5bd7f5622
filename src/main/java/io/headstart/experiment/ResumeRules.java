package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What may differ when a run goes on: nothing that an epoch's result depends on. */
final class ResumeRules {
  private static final List<String> FREE =
      List.of(
          "train.epochs",
          "train.early-stopping",
          "train.curves",
          "train.curve-updates",
          "train.log-every",
          "checkpoint.",
          "gradcheck.",
          "search.",
          "lr-range.",
          "data.path");

  private ResumeRules() {}

  /**
   * Checks a checkpoint's settings against those wanted now.
   *
   * @throws Failure when they differ where they must not, or there is nothing to go on from
   */
  static void check(Checkpoint checkpoint, Settings wanted) {
    if (!checkpoint.hasState()) {
      throw Failure.run("checkpoint %s cannot be resumed", checkpoint.name())
          .received("%s without state.safetensors", checkpoint.folder())
          .accepted("a run with at least one complete epoch")
          .next("remove it and train anew")
          .build();
    }
    Map<String, List<String>> differing =
        new TreeMap<>(SettingsDiff.between(List.of(checkpoint.settings(), wanted)));
    differing.keySet().removeIf(key -> FREE.stream().anyMatch(key::startsWith));
    if (!differing.isEmpty()) {
      throw Failure.usage("the run cannot go on with other settings")
          .received("%s", SettingsDiff.lines(differing))
          .accepted(
              "changes of train.epochs, early-stopping, curves, log-every, checkpoint, data.path")
          .next("leave the settings as they were, or train a new checkpoint")
          .build();
    }
  }
}
