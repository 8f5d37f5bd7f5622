package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.run.ImagePredictions;
import io.headstart.run.RunFile;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import io.headstart.train.DeviceRows;
import io.headstart.train.TransformFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of a run as points: the principal components of their features, the greatest first.
 * The file is made of the run and its data set and lies in the run's folder of reports.
 */
public final class MapFlow {
  /** Components that are kept: more hardly change who is whose neighbour. */
  private static final int COMPONENTS = 16;

  /** Features of which a covariance matrix fits into memory. */
  private static final int MOST_FEATURES = 8192;

  private static final String FILE = "report/map.safetensors";

  /** Beside it: the images' names, a line a row, as lists to exclude have them. */
  private static final String NAMES = "map-names.txt";

  private MapFlow() {}

  /**
   * What was written.
   *
   * @param file safetensors: {@code components} float32 [N, K], and int64 [N] each: {@code images}
   *     (indices in the data set), {@code labels}, {@code subsets} (0 train, 1 validation, 2 test)
   *     and {@code predicted} (-1 where the run did not evaluate the image)
   * @param images N
   * @param components K
   */
  public record Mapped(Path file, int images, int components) {}

  /** Returns where the file of a run lies; it need not be there. */
  public static Path file(Path runFolder) {
    return runFolder.resolve(FILE);
  }

  /**
   * Makes the points; images without features in the store are extracted.
   *
   * @param changes of the checkpoint's own settings: where its images lie now
   */
  public static Mapped run(Checkpoint checkpoint, List<String> changes, Context context) {
    Settings settings = TrainedSettings.forEvaluation(checkpoint, changes);
    try (Inputs inputs = Inputs.open(settings, Optional.of(checkpoint.backboneHash()), context)) {
      if (inputs.dimension() > MOST_FEATURES) {
        throw Failure.usage("the images have too many features for a map")
            .received("%,d features of %s", inputs.dimension(), settings.features().backbone())
            .accepted("up to %,d", MOST_FEATURES)
            .next("use a run with a backbone, such as resnet18")
            .build();
      }
      int[][] subsets = {
        inputs.readable(inputs.split().train()),
        inputs.readable(inputs.split().validation()),
        inputs.readable(inputs.split().test())
      };
      int[] images = Arrays.stream(subsets).flatMapToInt(Arrays::stream).toArray();
      try (DeviceRows rows = inputs.rowsOf(images)) {
        int count = Math.min(COMPONENTS, Math.min(rows.count(), rows.dimension()));
        context.progress().line("finding %d principal components".formatted(count));
        inputs
            .torch()
            .computing(
                inputs.torch().threads(),
                () -> {
                  rows.transform(TransformFit.fit(rows, settings.features().principal(count)));
                  return count;
                });
        return write(checkpoint, inputs, images, subsets, rows);
      }
    }
  }

  private static Mapped write(
      Checkpoint checkpoint, Inputs inputs, int[] images, int[][] subsets, DeviceRows rows) {
    int count = images.length;
    long[] subset = new long[count];
    int at = 0;
    for (int which = 0; which < subsets.length; which++) {
      Arrays.fill(subset, at, at + subsets[which].length, which);
      at += subsets[which].length;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("components", Tensor.of(rows.values(0, count), count, rows.dimension()));
    tensors.put("images", Tensor.of(Arrays.stream(images).asLongStream().toArray(), count));
    tensors.put("labels", Tensor.of(wide(inputs.labels(images)), count));
    tensors.put("subsets", Tensor.of(subset, count));
    tensors.put("predicted", Tensor.of(predicted(checkpoint, images), count));
    Path file = file(checkpoint.folder());
    AbandonedFiles.sweep(file.getParent(), "map");
    Safetensors.write(file, tensors, Map.of("run", checkpoint.name()));
    AtomicFiles.write(file.resolveSibling(NAMES), names(inputs, images));
    return new Mapped(file, count, rows.dimension());
  }

  /** Returns a line for each image; a name that fits in none has question marks in it. */
  private static String names(Inputs inputs, int[] images) {
    ImageParts parts = ImageParts.of(inputs.dataset());
    StringBuilder names = new StringBuilder();
    for (int image : images) {
      ImageParts.Place place = parts.at(image);
      String name = place.set().imageName(place.index());
      names.append(name.replaceAll("\\p{Cntrl}", "?")).append('\n');
    }
    return names.toString();
  }

  private static long[] wide(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  private static long[] predicted(Checkpoint checkpoint, int[] images) {
    Path file = checkpoint.folder().resolve(RunFile.PREDICTIONS);
    Map<Integer, Integer> known = new LinkedHashMap<>();
    if (Files.exists(file)) {
      ImagePredictions.read(file, checkpoint.finishedManifest().classes().size())
          .images()
          .forEach(image -> known.put(image.image(), image.predicted()));
    }
    return IntStream.of(images).mapToLong(image -> known.getOrDefault(image, -1)).toArray();
  }
}
