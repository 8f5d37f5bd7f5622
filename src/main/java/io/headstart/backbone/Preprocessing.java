package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Interpolation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What happens to an image before a network sees it: resizing to a square, of which the middle may
 * be kept alone, then normalization. It belongs to the weights, which were trained for it.
 *
 * @param imageSize pixels a side that the network sees
 * @param interpolation bilinear is that of torch.nn.functional.interpolate with {@code
 *     align_corners=False}; bicubic that of Pillow, smoothed where images get smaller
 * @param cropShare the share of each side that is kept, in the middle, above 0 to 1
 */
public record Preprocessing(
    int imageSize, Interpolation interpolation, double cropShare, Normalization normalization) {
  /** The mean and standard deviation of ImageNet, as torchvision's weights expect them. */
  public static final Normalization IMAGENET =
      new Normalization(
          "ImageNet mean and std", List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** Those of CLIP's training images (Radford et al. 2021), as its authors' code has them. */
  public static final Normalization CLIP =
      new Normalization(
          "CLIP mean and std",
          List.of(0.48145466, 0.4578275, 0.40821073),
          List.of(0.26862954, 0.26130258, 0.27577711));

  /** Pixels from -1 to 1, as the networks of Google's Inception and of its Vision Transformer. */
  public static final Normalization SYMMETRIC =
      new Normalization("-1 to 1", List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

  /**
   * What becomes mean 0 and deviation 1, for red, green and blue in 0..1.
   *
   * @param text its name; part of the store's key
   */
  public record Normalization(String text, List<Double> mean, List<Double> deviation) {
    /** Returns one without a name of its own: the known one of the same numbers, if there is. */
    public static Normalization of(List<Double> mean, List<Double> deviation) {
      return List.of(IMAGENET, CLIP, SYMMETRIC).stream()
          .filter(known -> known.mean.equals(mean) && known.deviation.equals(deviation))
          .findFirst()
          .orElseGet(
              () ->
                  new Normalization(
                      "mean " + numbers(mean) + ", std " + numbers(deviation), mean, deviation));
    }

    private static String numbers(List<Double> values) {
      return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

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

  /** Bilinear, without a crop. */
  public Preprocessing(int imageSize, Normalization normalization) {
    this(imageSize, Interpolation.BILINEAR, 1, normalization);
  }

  /** Returns it where the settings say otherwise. */
  public Preprocessing with(FeatureSettings settings) {
    return new Preprocessing(
        settings.imageSize().orElse(imageSize),
        settings.interpolation().orElse(interpolation),
        settings.cropShare().orElse(cropShare),
        settings.mean().isEmpty() && settings.deviation().isEmpty()
            ? normalization
            : Normalization.of(
                settings.mean().orElse(normalization.mean),
                settings.deviation().orElse(normalization.deviation)));
  }

  /** Returns it for images of another size. */
  public Preprocessing sized(int size) {
    return new Preprocessing(size, interpolation, cropShare, normalization);
  }

  /** Returns the pixels a side of which the middle {@link #imageSize} are kept. */
  int resizedSide() {
    return (int) Math.floor(imageSize / cropShare);
  }

  /**
   * Returns how a side of an image becomes the network's, as a matrix [from, imageSize], row by
   * row; empty where it is the plain bilinear resizing of whole images.
   */
  public Optional<float[]> resampling(int from) {
    return Resampling.isPlain(this)
        ? Optional.empty()
        : Optional.of(Resampling.matrix(this, from, 1));
  }

  /** Returns it in words, for the store's key and the manifest. */
  public String text() {
    String crop = cropShare == 1 ? "" : String.format(Locale.ROOT, ", middle %s", cropShare);
    return interpolation.name().toLowerCase(Locale.ROOT)
        + " "
        + imageSize
        + ", half-pixel centers"
        + crop
        + "; "
        + normalization.text();
  }
}
