package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings a checkpoint is used with: those it was trained with. What decides the features of
 * an image stays as it was; other figures would come out silently.
 */
public final class TrainedSettings {
  /** Says where things are or how fast the work goes, and changes no answer. */
  private static final List<String> FREE =
      List.of("device", "features.weights", "features.batch-size", "checkpoint.", "track.");

  /** Says which images are evaluated. */
  private static final List<String> IMAGES =
      List.of("data.path", "data.split.", "data.max-broken", "data.unofficial", "data.synthetic.");

  private TrainedSettings() {}

  /**
   * Returns the settings to classify single images with.
   *
   * @param changes {@code key=value}: where weights lie, the device, the images a forward pass
   * @throws Failure (usage) when they contradict what the checkpoint was trained with
   */
  public static Settings forPrediction(Checkpoint checkpoint, List<String> changes) {
    return of(checkpoint, changes, FREE);
  }

  /**
   * Returns the settings to evaluate with.
   *
   * @param changes as for {@link #forPrediction}, and which images: their path and their split
   * @throws Failure (usage) when they contradict what the checkpoint was trained with
   */
  public static Settings forEvaluation(Checkpoint checkpoint, List<String> changes) {
    List<String> free = new ArrayList<>(FREE);
    free.addAll(IMAGES);
    return of(checkpoint, changes, free);
  }

  private static Settings of(Checkpoint checkpoint, List<String> changes, List<String> free) {
    Settings given = checkpoint.settings();
    Settings trained = asItRan(checkpoint, given);
    Settings wanted = checkpoint.settings(changes);
    if (wanted.features().precision() == given.features().precision()) {
      wanted = asItRan(checkpoint, wanted);
    }
    Map<String, List<String>> differing =
        new TreeMap<>(SettingsDiff.between(List.of(trained, wanted)));
    differing.keySet().removeIf(key -> free.stream().anyMatch(key::startsWith));
    if (!differing.isEmpty()) {
      throw Failure.usage("checkpoint %s was trained with other settings", checkpoint.name())
          .received("%s", SettingsDiff.lines(differing))
          .accepted("what it was trained with; changes only of %s", String.join(", ", free))
          .next("leave these settings out, or train a checkpoint with them")
          .build();
    }
    return wanted;
  }

  /**
   * Puts the precision that ran, as far as a manifest tells, in the place of {@code auto}, which
   * may become another one on this machine.
   */
  public static Settings asItRan(Checkpoint checkpoint, Settings settings) {
    if (settings.features().isPixels()) {
      return settings;
    }
    return checkpoint
        .manifest()
        .map(manifest -> manifest.backbone().get("precision"))
        .map(ran -> Precision.valueOf(ran.toUpperCase(Locale.ROOT)))
        .map(ran -> settings.withFeatures(settings.features().withPrecision(ran)))
        .orElse(settings);
  }
}
