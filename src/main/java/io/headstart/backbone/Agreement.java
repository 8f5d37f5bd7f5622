package io.headstart.backbone;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Whether two ways through one network give the same features of a few made-up images. */
public final class Agreement {
  private static final int IMAGES = 2;
  private static final int SIDE = 32;

  private Agreement() {}

  /**
   * Compares; a way that cannot be run at all agrees with none.
   *
   * @param parent owns what the comparison needs for the moment
   * @param tolerance greatest difference, as a share of the greatest feature
   */
  public static boolean between(
      Forward one, Forward other, NDManager parent, NetworkOptions options, double tolerance) {
    try (NDManager scratch = parent.newSubManager();
        ImagePreparation preparation = new ImagePreparation(scratch, options.preprocessing())) {
      float[] left = features(one, scratch, preparation, options);
      float[] right = features(other, scratch, preparation, options);
      return agree(left, right, tolerance);
    } catch (EngineException e) {
      return false;
    }
  }

  private static float[] features(
      Forward forward, NDManager scratch, ImagePreparation preparation, NetworkOptions options) {
    // Made for each: a network may change the images it is given.
    byte[] pixels = new byte[IMAGES * SIDE * SIDE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 37 + i / 96 * 11) % 251);
    }
    NDArray images = preparation.images(scratch, pixels, IMAGES, SIDE, SIDE, options.type());
    return forward.features(scratch, images).toFloatArray();
  }

  private static boolean agree(float[] left, float[] right, double tolerance) {
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
}
