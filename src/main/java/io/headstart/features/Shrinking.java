package io.headstart.features;

import ai.djl.engine.EngineException;
import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A backbone that halves its forward passes when the device's memory is full and stays with the
 * smaller size. Callers go on to bring {@link #batchSize()} images a call.
 */
final class Shrinking implements Backbone {
  private final Backbone backbone;
  private final String device;
  private final Progress progress;
  private int pass;

  /**
   * Wraps a backbone.
   *
   * @param device what it runs on, as in {@code cuda:0}
   * @param progress hears of every halving
   */
  Shrinking(Backbone backbone, String device, Progress progress) {
    this.backbone = backbone;
    this.device = device;
    this.progress = progress;
    this.pass = backbone.batchSize();
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    int image = height * width * 3;
    for (int from = 0; from < count; ) {
      int some = Math.min(pass, count - from);
      byte[] part =
          some == count ? pixels : Arrays.copyOfRange(pixels, from * image, (from + some) * image);
      int position = features.position();
      try {
        backbone.features(part, some, height, width, features);
        from += some;
      } catch (EngineException e) {
        if (!isOutOfMemory(e)) {
          throw e;
        }
        features.position(position);
        shrink(some, e);
      }
    }
  }

  /** Halves what was tried, not what is allowed: a short last batch may be what did not fit. */
  private void shrink(int tried, EngineException cause) {
    if (tried == 1) {
      throw Failure.run("one image does not fit the memory of %s", device)
          .received("%s", firstLine(cause))
          .accepted("memory for the backbone and one image")
          .next(
              "end other programs on %s (nvidia-smi lists them), lower features.image-size, or use"
                  + " --set device=cpu",
              device)
          .cause(cause)
          .build();
    }
    pass = tried / 2;
    progress.line(
        "out of memory on %s at %d images a forward pass: going on with %d; --set features.batch-size=%d starts with that"
            .formatted(device, tried, pass, pass));
  }

  /** libtorch has no other sign of it than its text, with or without the interpreter's trace. */
  private static boolean isOutOfMemory(EngineException e) {
    return e.getMessage() != null && e.getMessage().contains("out of memory");
  }

  /** Returns the line that says it, without the interpreter's trace around it. */
  private static String firstLine(EngineException e) {
    return e.getMessage()
        .lines()
        .filter(line -> line.contains("out of memory"))
        .findFirst()
        .orElseThrow()
        .strip();
  }

  @Override
  public int dimension(int height, int width) {
    return backbone.dimension(height, width);
  }

  @Override
  public int batchSize() {
    return backbone.batchSize();
  }

  @Override
  public OptionalDouble imagesPerSecond() {
    return backbone.imagesPerSecond();
  }

  @Override
  public BackboneDescription description() {
    return backbone.description();
  }

  @Override
  public void close() {
    backbone.close();
  }
}
