package io.headstart.health;

import io.headstart.Progress;
import io.headstart.Workers;
import io.headstart.io.Sha256;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What the pixels alone say of every image.
 *
 * @param hashes SHA-256 of the pixels
 * @param contrasts the standard deviation of the channel that varies most, 0 .. 127.5
 * @param small whether it is stored with fewer than {@link #SMALL} pixels on its shorter side
 * @param thumbnails lightness in 8 x 8 fields about their mean, [N, 64]: what of a picture stays
 *     when it is saved with losses
 */
public record PixelFacts(String[] hashes, float[] contrasts, boolean[] small, float[] thumbnails) {
  /** Fields of a thumbnail. */
  public static final int FIELDS = 64;

  /** Pixels on the shorter side, those of CIFAR's images: from fewer, people can hardly tell. */
  public static final int SMALL = 32;

  /** An image that varies less shows nothing: the noise of a camera in one color is about this. */
  static final float BLANK = 2;

  /** Reads every image once. */
  public static PixelFacts of(CheckedImages images, int threads, Progress progress) {
    String[] hashes = new String[images.size()];
    float[] contrasts = new float[images.size()];
    boolean[] small = new boolean[images.size()];
    float[] thumbnails = new float[FIELDS * images.size()];
    ForkJoinPool pool = new ForkJoinPool(threads);
    AtomicInteger done = new AtomicInteger();
    try (Progress.Task task = progress.task("reading images", "images", images.size())) {
      Workers.wait(
          pool.submit(
              () ->
                  IntStream.range(0, images.size())
                      .parallel()
                      .forEach(
                          image -> {
                            byte[] pixels = images.pixels(image);
                            hashes[image] = Sha256.of(pixels);
                            contrasts[image] = contrast(pixels);
                            small[image] = images.smaller(image, SMALL);
                            float[] fields = thumbnail(pixels, images.width(image));
                            System.arraycopy(fields, 0, thumbnails, FIELDS * image, FIELDS);
                            task.done(done.incrementAndGet());
                          })),
          "reading images");
    } finally {
      pool.shutdownNow();
    }
    return new PixelFacts(hashes, contrasts, small, thumbnails);
  }

  /** Returns whether an image shows nothing. */
  public boolean blank(int image) {
    return contrasts[image] < BLANK;
  }

  private static float[] thumbnail(byte[] pixels, int width) {
    float[] fields = GrayImage.fields(pixels, width, 8);
    float mean = 0;
    for (float field : fields) {
      mean += field / FIELDS;
    }
    for (int i = 0; i < FIELDS; i++) {
      fields[i] -= mean;
    }
    return fields;
  }

  private static float contrast(byte[] pixels) {
    double most = 0;
    for (int channel = 0; channel < 3; channel++) {
      long sum = 0;
      long squares = 0;
      for (int i = channel; i < pixels.length; i += 3) {
        int value = Byte.toUnsignedInt(pixels[i]);
        sum += value;
        squares += (long) value * value;
      }
      double count = pixels.length / 3.0;
      most = Math.max(most, squares / count - (sum / count) * (sum / count));
    }
    return (float) Math.sqrt(most);
  }
}
