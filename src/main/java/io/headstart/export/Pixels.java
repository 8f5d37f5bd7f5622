package io.headstart.export;

import io.headstart.inference.Classifier;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A decoded image.
 *
 * @param rgb uint8 [height, width, 3]
 */
public record Pixels(int height, int width, byte[] rgb) {
  /** Checks that there are as many bytes. */
  public Pixels {
    if (rgb.length != height * width * 3) {
      throw new IllegalArgumentException(rgb.length + " bytes of " + height + " x " + width);
    }
  }

  /** Returns the same image for the library. */
  ImageInput input() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] colors = new int[height * width];
    for (int i = 0; i < colors.length; i++) {
      colors[i] =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
    }
    image.setRGB(0, 0, width, height, colors, 0, width);
    return ImageInput.of(image);
  }

  /** Returns how many images two classifiers take for different classes. */
  public static int differing(Classifier one, Classifier other, List<Pixels> images) {
    List<ImageInput> inputs = images.stream().map(Pixels::input).toList();
    List<Prediction> first = one.classify(inputs);
    List<Prediction> second = other.classify(inputs);
    return (int)
        IntStream.range(0, images.size())
            .filter(i -> !first.get(i).label().equals(second.get(i).label()))
            .count();
  }
}
