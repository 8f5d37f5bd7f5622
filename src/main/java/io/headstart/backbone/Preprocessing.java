package io.headstart.backbone;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What happens to an image before a network sees it: bilinear resizing to a square without a crop
 * or antialiasing (as torch.nn.functional.interpolate with {@code align_corners=False}), then
 * normalization.
 *
 * @param imageSize pixels a side that images are resized to
 */
public record Preprocessing(int imageSize, Normalization normalization) {
  /** The mean and standard deviation of ImageNet, as torchvision's weights expect them. */
  public static final Normalization IMAGENET =
      new Normalization(
          "ImageNet mean and std", List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /**
   * What becomes mean 0 and deviation 1, for red, green and blue in 0..1.
   *
   * @param text its name; part of the store's key
   */
  public record Normalization(String text, List<Double> mean, List<Double> deviation) {
    /** Returns the least value that any pixel becomes. */
    public double low() {
      return of(0).min().orElseThrow();
    }

    /** Returns the greatest value that any pixel becomes. */
    public double high() {
      return of(1).max().orElseThrow();
    }

    private DoubleStream of(int value) {
      return IntStream.range(0, 3).mapToDouble(c -> (value - mean.get(c)) / deviation.get(c));
    }
  }

  /** Returns it in words, for the store's key and the manifest. */
  public String text() {
    return "bilinear " + imageSize + ", half-pixel centers; " + normalization.text();
  }
}
