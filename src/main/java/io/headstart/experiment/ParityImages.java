package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.DrawnImages;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.DecodedImage;
import io.headstart.data.ImagePaths;
import io.headstart.data.Split;
import io.headstart.data.Splits;
import io.headstart.export.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Images on which an exported file is compared: a checkpoint's own test or validation images where
 * they are at hand, and drawn ones of odd shapes, so that resizing is compared too.
 */
final class ParityImages {
  private static final int COUNT = 64;

  /** Height and width of drawn images: small, large, wide, high, and of one pixel's breadth. */
  private static final int[][] SHAPES = {
    {32, 32}, {224, 224}, {301, 199}, {97, 240}, {33, 31}, {480, 361}, {7, 50}, {64, 1}
  };

  private static final int SEED = 19;

  private ParityImages() {}

  static List<Pixels> of(Checkpoint checkpoint, Settings settings, Context context) {
    List<Pixels> images = new ArrayList<>(own(checkpoint, settings, context));
    for (int i = 0; images.size() < COUNT; i++) {
      int[] shape = SHAPES[i % SHAPES.length];
      images.add(drawn(SEED + i, shape[0], shape[1]));
    }
    return images;
  }

  private static List<Pixels> own(Checkpoint checkpoint, Settings settings, Context context) {
    List<Pixels> images = new ArrayList<>();
    try {
      Dataset dataset = context.withoutNetwork().withProgress(Progress.NONE).images(settings);
      Split split = Splits.of(dataset, settings.data().split(), settings.seed());
      int[] indices = split.test().length > 0 ? split.test() : split.validation();
      ImageParts parts = ImageParts.of(dataset);
      int wanted = Math.min(indices.length, COUNT - SHAPES.length);
      for (int i = 0; i < wanted; i++) {
        // From all over the set: it may lie in order of classes.
        ImageParts.Place place = parts.at(indices[(int) ((long) i * indices.length / wanted)]);
        byte[] pixels = new byte[place.set().bytesPerImage()];
        if (place.set().read(place.index(), pixels, 0)) {
          images.add(new Pixels(place.set().height(), place.set().width(), pixels));
        }
      }
    } catch (Failure gone) {
      context
          .progress()
          .line("the images of " + checkpoint.name() + " are not at hand: drawn ones are compared");
    }
    return images;
  }

  private static Pixels drawn(int seed, int height, int width) {
    int side = Math.max(height, width);
    byte[] square = DrawnImages.of(seed, 1, side);
    byte[] cut = new byte[3 * height * width];
    for (int y = 0; y < height; y++) {
      System.arraycopy(square, 3 * y * side, cut, 3 * y * width, 3 * width);
    }
    return new Pixels(height, width, cut);
  }

  /** Returns the images of a folder, decoded at full size. */
  static List<Pixels> in(Path folder, Context context) {
    List<Pixels> images = new ArrayList<>();
    for (Path file : ImagePaths.find(List.of(folder))) {
      try {
        DecodedImage image = DecodedImage.read(file);
        images.add(new Pixels(image.height(), image.width(), image.pixels()));
      } catch (IOException e) {
        context.progress().line("skipped: " + file + ": " + e.getMessage());
      }
    }
    if (images.isEmpty()) {
      throw Failure.run("no image could be read")
          .received("%s", folder)
          .accepted("a folder with PNG, JPEG, WebP, TIFF, BMP or GIF images")
          .next("name another folder in --verify, or leave it out")
          .build();
    }
    return images;
  }
}
