package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import io.headstart.config.TrainSettings;
import io.headstart.run.Manifest;
import io.headstart.train.TrainingState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What may differ when a run goes on: nothing that the weights after an epoch depend on. The one
 * exception is the length of the run, which some schedules depend on; then a warning says so.
 */
final class ResumeRules {
  /** Keys that may differ; of a section all keys. Every other key, old or new, is refused. */
  private static final List<String> FREE =
      List.of(
          "train.epochs",
          "train.early-stopping",
          "train.curves",
          "train.curve-updates",
          "train.log-every",
          "baselines",
          "calibrate",
          "checkpoint",
          "track",
          "store",
          "gradcheck",
          "search",
          "lr-range",
          "data.path",
          "data.unofficial");

  private static final String HASH = "hash";

  private ResumeRules() {}

  private static Set<String> members(Checkpoint checkpoint) {
    return checkpoint.finishedManifest().members().keySet();
  }

  /**
   * Checks a checkpoint's settings against those wanted now.
   *
   * @throws Failure when they differ where they must not, or there is nothing to go on from
   */
  static void check(Checkpoint checkpoint, Settings wanted) {
    if (checkpoint.manifest().filter(manifest -> !manifest.members().isEmpty()).isPresent()) {
      throw Failure.usage("checkpoint %s is an ensemble: it was not trained", checkpoint.name())
          .received("the mean of %s", String.join(", ", members(checkpoint)))
          .accepted("a checkpoint that was trained")
          .next("go on with its members, and make it anew by `ensemble`")
          .build();
    }
    if (!checkpoint.hasState()) {
      throw Failure.run("checkpoint %s cannot be resumed", checkpoint.name())
          .received("%s without state.safetensors", checkpoint.folder())
          .accepted("a run with at least one complete epoch")
          .next("remove it and train anew")
          .build();
    }
    Map<String, List<String>> differing =
        new TreeMap<>(SettingsDiff.between(List.of(checkpoint.settings(), wanted)));
    differing.keySet().removeIf(ResumeRules::isFree);
    if (!differing.isEmpty()) {
      throw Failure.usage("the run cannot go on with other settings")
          .received("%s", SettingsDiff.lines(differing))
          .accepted(
              "changes of train.epochs, early-stopping, curves, log-every, checkpoint, data.path")
          .next("leave the settings as they were, or train a new checkpoint")
          .build();
    }
  }

  /** Returns whether a resumed run may change a key. */
  static boolean isFree(String key) {
    return FREE.stream().anyMatch(free -> key.equals(free) || key.startsWith(free + "."));
  }

  /**
   * Returns what to tell the user when the run becomes longer or shorter and its schedule depends
   * on the length: the epochs that are done followed the old one, so that the result is not that of
   * a run of the new length from the start.
   */
  static Optional<String> lengthWarning(Checkpoint checkpoint, Settings wanted) {
    TrainSettings before = checkpoint.settings().train();
    TrainSettings now = wanted.train();
    if (before.epochs() == now.epochs() || !now.schedule().dependsOnLength()) {
      return Optional.empty();
    }
    TrainingState state = checkpoint.state();
    int done = state.epoch();
    long updates = done == 0 ? 0 : state.history().rows().get(done - 1).updates();
    if (updates == 0) {
      return Optional.empty();
    }
    long perEpoch = updates / done;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the %s schedule spreads over train.epochs, which is now %d instead of %d: at epoch %d the"
                + " learning rate is %.4g, the %d epochs done ended at %.4g; the result is not that of"
                + " a run of %d epochs from the start",
            now.schedule().name(),
            now.epochs(),
            before.epochs(),
            done + 1,
            now.learningRates(perEpoch).at(updates),
            done,
            before.learningRates(perEpoch).at(updates - 1),
            now.epochs()));
  }

  /**
   * Checks that the images and the network are the ones the checkpoint began with, whatever their
   * paths. A run that was killed has no manifest to tell by.
   *
   * @throws Failure when their content differs
   */
  static void checkContent(Checkpoint checkpoint, Inputs inputs) {
    checkpoint
        .manifest()
        .ifPresent(
            manifest -> {
              Manifest.Data data = inputs.provenance();
              requireSame("images", parts(manifest.data()), parts(data));
              requireSame("groups or weights", columns(manifest.data()), columns(data));
              requireSame("weights", manifest.backbone().get(HASH), inputs.backbone().get(HASH));
            });
  }

  private static void requireSame(String what, String before, String now) {
    if (!before.equals(now)) {
      throw Failure.run("the run cannot go on with other %s", what)
          .received("%s", now)
          .accepted("what it began with: %s", before)
          .next("name those, or train a new checkpoint")
          .build();
    }
  }

  private static String columns(Manifest.Data data) {
    return data.parts().stream()
        .map(
            part ->
                "%s (%s)"
                    .formatted(
                        part.name(), part.columns().map("SHA-256 %.12s"::formatted).orElse("none")))
        .collect(Collectors.joining(", "));
  }

  private static String parts(Manifest.Data data) {
    return data.parts().stream()
        .map(
            part ->
                "%s (%,d images, SHA-256 %.12s)".formatted(part.name(), part.count(), part.hash()))
        .collect(Collectors.joining(", "));
  }
}
