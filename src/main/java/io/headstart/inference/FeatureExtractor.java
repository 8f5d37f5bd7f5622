package io.headstart.inference;

import io.headstart.Failure;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import io.headstart.data.Reason;
import io.headstart.data.Square;
import io.headstart.engine.TorchRuntime;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * A frozen backbone: images in, features out, nothing kept. Made by {@link Headstart#extractor}.
 *
 * <p>Safe for any number of threads: images are decoded beside each other, forward passes come one
 * after the other, each on all threads of the {@link io.headstart.engine.RuntimeOptions}. Features
 * of an image do not depend on the images beside it.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final TorchRuntime torch;
  private final Backbone backbone;
  private final Square square;
  private final BatchedImages images;
  private boolean closed;

  FeatureExtractor(TorchRuntime torch, Backbone backbone, Square square, ExecutorService decoders) {
    this.torch = torch;
    this.backbone = backbone;
    this.square = square;
    this.images = new BatchedImages(decoders, square, backbone.batchSize());
  }

  /** Returns how many features an image has: D. */
  public int dimension() {
    return backbone.dimension(side(), side());
  }

  /** Returns what the backbone is: weights, preprocessing, arithmetic. */
  public BackboneDescription description() {
    return backbone.description();
  }

  /**
   * Returns the features of an image: float32 [D].
   *
   * @throws Failure when it cannot be decoded
   */
  public float[] features(ImageInput image) {
    return features(List.of(image)).get(0);
  }

  /**
   * Returns the features of images, float32 [D] each, in their order.
   *
   * @throws Failure when one of them cannot be decoded
   */
  public List<float[]> features(List<ImageInput> inputs) {
    return values(tryFeatures(inputs));
  }

  /** Returns the features of images, or why an image could not be decoded, in their order. */
  public List<Answer<float[]>> tryFeatures(List<ImageInput> inputs) {
    return map(
        inputs,
        (pixels, count) -> {
          float[] rows = rows(pixels, count);
          int dimension = rows.length / count;
          List<float[]> features = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            features.add(Arrays.copyOfRange(rows, i * dimension, (i + 1) * dimension));
          }
          return features;
        });
  }

  /** Works on decoded images, one batch at a time, whatever thread they come from. */
  <T> List<Answer<T>> map(List<ImageInput> inputs, BatchedImages.Work<T> work) {
    requireOpen();
    return images.map(
        inputs,
        (pixels, count) -> {
          synchronized (this) {
            requireOpen();
            return torch.computing(torch.threads(), () -> work.apply(pixels, count));
          }
        });
  }

  /** Does something between two forward passes. */
  synchronized <T> T exclusively(Supplier<T> work) {
    return work.get();
  }

  /** Decodes an image to what the backbone takes. */
  ImageInput decode(ImageInput image) {
    try {
      return image.decoded(square);
    } catch (IOException e) {
      throw undecodable(image, Reason.of(e));
    }
  }

  int batchSize() {
    return backbone.batchSize();
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("used after it was closed");
    }
  }

  /**
   * Returns features of decoded images, row by row: float32 [count, D]. Only within {@link #map}.
   *
   * @param pixels uint8 [count, side, side, 3]
   */
  float[] rows(byte[] pixels, int count) {
    FloatBuffer rows = FloatBuffer.allocate(count * dimension());
    backbone.features(pixels, count, side(), side(), rows);
    return rows.array();
  }

  int side() {
    return square.side();
  }

  Square square() {
    return square;
  }

  TorchRuntime torch() {
    return torch;
  }

  static <T> List<T> values(List<Answer<T>> answers) {
    List<T> values = new ArrayList<>();
    for (Answer<T> answer : answers) {
      values.add(
          answer
              .value()
              .orElseThrow(() -> undecodable(answer.input(), answer.problem().orElseThrow())));
    }
    return values;
  }

  private static Failure undecodable(ImageInput image, String reason) {
    return Failure.run("an image cannot be decoded")
        .received("%s: %s", image.name(), reason)
        .accepted("a whole PNG, JPEG, WebP, TIFF, BMP or GIF image")
        .next("check the image")
        .build();
  }

  /** Gives back the backbone's memory; waits for a batch that is at work. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      backbone.close();
    }
  }
}
