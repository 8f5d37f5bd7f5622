package io.headstart.features;

import ai.djl.engine.EngineException;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two features an image, the sum and the first of its bytes; full above a number of images. */
final class FakeBackbone implements Backbone {
  /** What libtorch says through its TorchScript interpreter. */
  static final String FULL =
      """
      The following operation failed in the TorchScript interpreter.
      Traceback of TorchScript (most recent call last):
      RuntimeError: CUDA out of memory. Tried to allocate 1.53 GiB.""";

  final List<Integer> passes = new CopyOnWriteArrayList<>();
  private final int batchSize;
  private final int fits;
  private final String message;

  /** Set when the backbone is closed. */
  volatile boolean closed;

  FakeBackbone(int batchSize, int fits, String message) {
    this.batchSize = batchSize;
    this.fits = fits;
    this.message = message;
  }

  static FakeBackbone roomy(int batchSize) {
    return new FakeBackbone(batchSize, Integer.MAX_VALUE, FULL);
  }

  static FakeBackbone fitting(int batchSize, int fits) {
    return new FakeBackbone(batchSize, fits, FULL);
  }

  @Override
  public int dimension(int height, int width) {
    return 2;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public BackboneDescription description() {
    return new BackboneDescription(
        "fake",
        "fake",
        "none",
        OptionalInt.empty(),
        List.of(),
        "float32",
        "",
        Map.of("backbone", "fake"));
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    int image = height * width * 3;
    for (int i = 0; i < count; i++) {
      if (i == fits) {
        // Some are there already: whoever goes on must not keep them twice.
        throw new EngineException(message);
      }
      int sum = 0;
      for (int p = 0; p < image; p++) {
        sum += pixels[i * image + p] & 0xff;
      }
      features.put(sum).put(pixels[i * image] & 0xff);
    }
    passes.add(count);
  }

  @Override
  public void close() {
    closed = true;
  }
}
