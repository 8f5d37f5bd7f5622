package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.TorchRuntime;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A network on the device: images go up as bytes, are resized and normalized there, and only
 * features come back.
 */
public final class Network implements Backbone {
  /** Raised whenever the features of an image could change; part of the store's key. */
  private static final String VERSION = "2";

  /** How features in int8 come about; raised whenever they could change. */
  private static final String QUANTIZATION =
      "8 bits, weights a channel, activations a tensor, ranges of drawn images, 1";

  private final NDManager manager;
  private final ImagePreparation preparation;
  private final PrecisionChoice.Chosen chosen;
  private final Forward forward;
  private final NetworkOptions options;
  private final Origin origin;
  private final int dimension;

  /**
   * Which network it is.
   *
   * @param family as in {@link BackboneFamily#name()}
   * @param name which one of the family
   * @param weights where they came from, as in {@link BackboneDescription#weights()}
   * @param hash SHA-256 of the weights, in hexadecimal
   * @param layers whose outputs are the features
   */
  public record Origin(
      String family, String name, String weights, String hash, List<String> layers) {}

  /**
   * Makes it ready.
   *
   * @param chosen its arithmetic; the forward pass is from now on owned by the network
   */
  public Network(TorchRuntime runtime, Origin origin, PrecisionChoice.Chosen chosen) {
    this.manager = runtime.manager().newSubManager();
    this.chosen = chosen;
    this.forward = chosen.forward();
    this.options = chosen.options();
    this.preparation = new ImagePreparation(manager, options.preprocessing());
    this.origin = origin;
    this.dimension = run(new byte[32 * 32 * 3], 1, 32, 32).length;
  }

  private float[] run(byte[] pixels, int count, int height, int width) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray images = preparation.images(scratch, pixels, count, height, width, options.type());
      return forward.features(scratch, images).toFloatArray();
    }
  }

  @Override
  public int dimension(int height, int width) {
    return dimension;
  }

  @Override
  public int batchSize() {
    return options.batchSize();
  }

  @Override
  public boolean isConcurrent() {
    return forward.isConcurrent();
  }

  @Override
  public OptionalDouble imagesPerSecond() {
    return chosen.imagesPerSecond();
  }

  @Override
  public BackboneDescription description() {
    return new BackboneDescription(
        origin.family(),
        origin.name(),
        origin.weights(),
        OptionalInt.of(options.preprocessing().imageSize()),
        origin.layers(),
        options.precisionName(),
        chosen.reason(),
        identity());
  }

  @Override
  public Map<String, String> identity() {
    Map<String, String> identity =
        new TreeMap<>(
            Map.of(
                "backbone",
                origin.hash(),
                "preprocessing",
                options.preprocessing().text(),
                "layers",
                String.join(", ", options.layers()),
                "precision",
                options.precisionName(),
                "extraction",
                VERSION));
    if (options.precision() == Precision.INT8) {
      identity.put("quantization", QUANTIZATION);
    }
    return identity;
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    features.put(run(pixels, count, height, width));
  }

  @Override
  public void close() {
    forward.close();
    preparation.close();
    manager.close();
  }
}
