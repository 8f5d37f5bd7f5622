package io.headstart.experiment;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.ImageSet;
import io.headstart.data.Split;
import io.headstart.data.Splits;
import io.headstart.run.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of the images that a checkpoint is evaluated on trained or validated it: how it does on
 * them says little of how it does on others.
 */
final class SeenImages {
  private SeenImages() {}

  /**
   * Counts them; 0 where the images are others than those of the training.
   *
   * @param evaluated indices into the data set
   */
  static long count(Checkpoint checkpoint, Settings settings, Dataset dataset, int[] evaluated) {
    Settings own = checkpoint.settings();
    if (own.data().split().equals(settings.data().split()) || !holds(dataset, checkpoint)) {
      return 0;
    }
    Split trained = Splits.of(dataset, own.data().split(), own.seed());
    Set<Integer> seen =
        IntStream.concat(Arrays.stream(trained.train()), Arrays.stream(trained.validation()))
            .boxed()
            .collect(Collectors.toSet());
    return Arrays.stream(evaluated).filter(seen::contains).count();
  }

  /** Returns whether the data set has, at their places, the images that the training had. */
  private static boolean holds(Dataset dataset, Checkpoint checkpoint) {
    List<ImageSet> parts = dataset.parts();
    return checkpoint.finishedManifest().data().parts().stream()
        .allMatch(part -> parts.stream().anyMatch(set -> isSame(part, set)));
  }

  private static boolean isSame(Manifest.Part part, ImageSet set) {
    return part.name().equals(set.name()) && part.hash().equals(set.contentHash());
  }
}
