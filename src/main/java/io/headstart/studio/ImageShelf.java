package io.headstart.studio;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.config.SettingsWriter;
import io.headstart.experiment.Context;
import io.headstart.experiment.RunImages;
import io.headstart.http.Refusal;
import io.headstart.http.Reply;
import io.headstart.report.ImageSource;
import io.headstart.report.Thumbnail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The data sets that were looked at last, opened: runs on the same images share one. */
final class ImageShelf {
  /** Data sets that are open at one time; CIFAR-10 in memory is 180 MB. */
  private static final int OPEN = 2;

  private static final int MOST_SIDE = 512;

  private final List<String> changes;
  private final Context context;
  private final Map<Map<String, String>, RunImages> open = new LinkedHashMap<>(4, 0.75f, true);

  /**
   * Opens nothing yet.
   *
   * @param changes of runs' own settings: where their images lie now
   */
  ImageShelf(List<String> changes, Context context) {
    this.changes = changes;
    this.context = context;
  }

  /**
   * Opens the images of a run.
   *
   * @throws Failure when they are not there, or are others
   */
  RunImages open(Checkpoint checkpoint) {
    RunImages images = open(TrainedSettings.forEvaluation(checkpoint, changes));
    images.require(checkpoint.finishedManifest());
    return images;
  }

  /** As {@link #open(Checkpoint)}; empty where they are not there. */
  Optional<RunImages> tryOpen(Checkpoint checkpoint) {
    try {
      return Optional.of(open(checkpoint));
    } catch (Failure missing) {
      return Optional.empty();
    }
  }

  /** Opens the images that settings name. */
  synchronized RunImages open(Settings settings) {
    Map<String, String> key = new LinkedHashMap<>(SettingsWriter.flatten(settings));
    // The split says what images are for, not what they are.
    key.keySet()
        .removeIf(k -> k.startsWith("data.split.") || !(k.startsWith("data.") || k.equals("seed")));
    RunImages images = open.get(key);
    if (images == null) {
      images = RunImages.of(settings, context);
      open.put(key, images);
      if (open.size() > OPEN) {
        open.remove(open.keySet().iterator().next());
      }
    }
    return images;
  }

  /**
   * Answers with an image.
   *
   * @param side pixels of the longer side at most; null for as many as the head was shown
   */
  static Reply picture(RunImages images, int index, String side) {
    ImageSource.Pixels pixels =
        images
            .image(index)
            .orElseThrow(
                () ->
                    Refusal.of(
                        404,
                        "there is no such image",
                        "image " + index,
                        "0 .. " + (images.size() - 1) + ", of images that can be read",
                        "go back to the page of the run"));
    int most = side == null ? MOST_SIDE : Math.min(MOST_SIDE, RunDocuments.whole(side));
    byte[] file = Thumbnail.file(pixels, Math.max(1, most));
    boolean png = file[0] == (byte) 0x89;
    return new Reply(200, Map.of("Content-Type", png ? "image/png" : "image/jpeg"), file);
  }
}
