package io.headstart.backbone;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headstart.data.ImageSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether two ways through one network give the same features. */
public final class Agreement {
  private static final int IMAGES = 2;
  private static final int SIDE = 32;

  private Agreement() {}

  /** A batch of images: uint8 [count, height, width, 3]. */
  record Images(byte[] pixels, int count, int height, int width) {
    /**
     * Returns images of a set in batches, taken from all over it; broken ones are black.
     *
     * @param most images in all
     * @param batch images in one batch
     */
    static List<Images> of(ImageSet set, int most, int batch) {
      int count = Math.min(most, set.size());
      byte[] pixels = new byte[count * set.bytesPerImage()];
      for (int i = 0; i < count; i++) {
        int index = (int) ((long) i * set.size() / count);
        set.read(index, pixels, i * set.bytesPerImage());
      }
      return new Images(pixels, count, set.height(), set.width()).batches(batch);
    }

    /** Returns the same in smaller batches. */
    List<Images> batches(int most) {
      List<Images> batches = new ArrayList<>();
      int bytes = height * width * 3;
      for (int from = 0; from < count; from += most) {
        int to = Math.min(count, from + most);
        byte[] some = Arrays.copyOfRange(pixels, from * bytes, to * bytes);
        batches.add(new Images(some, to - from, height, width));
      }
      return batches;
    }
  }

  /**
   * Compares on a few made-up images; a way that cannot be run at all agrees with none.
   *
   * @param parent owns what the comparison needs for the moment
   * @param tolerance greatest difference, as a share of the greatest feature
   */
  public static boolean between(
      Forward one, Forward other, NDManager parent, NetworkOptions options, double tolerance) {
    byte[] pixels = new byte[IMAGES * SIDE * SIDE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 37 + i / 96 * 11) % 251);
    }
    Images images = new Images(pixels, IMAGES, SIDE, SIDE);
    try (NDManager scratch = parent.newSubManager();
        ImagePreparation preparation = new ImagePreparation(scratch, options.preprocessing())) {
      float[] left = features(one, images, scratch, preparation, options);
      float[] right = features(other, images, scratch, preparation, options);
      return agree(left, right, tolerance);
    } catch (EngineException e) {
      return false;
    }
  }

  /** Returns the features of a batch: [count * D]. */
  static float[] features(
      Forward forward,
      Images images,
      NDManager parent,
      ImagePreparation preparation,
      NetworkOptions options) {
    try (NDManager scratch = parent.newSubManager()) {
      // Made for each: a network may change the images it is given.
      NDArray prepared =
          preparation.images(
              scratch,
              images.pixels(),
              images.count(),
              images.height(),
              images.width(),
              options.type());
      return forward.features(scratch, prepared).toFloatArray();
    }
  }

  static boolean agree(float[] left, float[] right, double tolerance) {
    if (left.length != right.length) {
      return false;
    }
    float greatest = 0;
    float difference = 0;
    for (int i = 0; i < left.length; i++) {
      greatest = Math.max(greatest, Math.abs(right[i]));
      difference = Math.max(difference, Math.abs(left[i] - right[i]));
    }
    return difference <= tolerance * greatest;
  }

  /**
   * Returns the mean over all images of the cosine between two lists of features, -1 to 1.
   *
   * @param dimension features an image: D
   */
  static double meanCosine(List<float[]> left, List<float[]> right, int dimension) {
    double sum = 0;
    int images = 0;
    for (int b = 0; b < left.size(); b++) {
      for (int at = 0; at < left.get(b).length; at += dimension) {
        sum += cosine(left.get(b), right.get(b), at, at + dimension);
        images++;
      }
    }
    return sum / images;
  }

  private static double cosine(float[] left, float[] right, int from, int to) {
    double product = 0;
    double leftSquare = 0;
    double rightSquare = 0;
    for (int i = from; i < to; i++) {
      product += left[i] * right[i];
      leftSquare += left[i] * left[i];
      rightSquare += right[i] * right[i];
    }
    if (leftSquare == 0 && rightSquare == 0) {
      return 1;
    }
    return product / Math.sqrt(leftSquare * rightSquare);
  }
}
