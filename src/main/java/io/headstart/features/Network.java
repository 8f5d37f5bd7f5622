package io.headstart.features;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.headstart.config.FeatureSettings.Layer;
import io.headstart.engine.Torch;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A convolutional backbone on the device: images go up as bytes, are resized and normalized there,
 * and only features come back.
 */
final class Network implements Backbone {
  /** Raised whenever the features of an image could change; part of the store's key. */
  private static final String VERSION = "2";

  /**
   * Images a forward pass. On CPU, 16 images' activations stay in a processor's last cache; see
   * docs/performance.md.
   */
  private static final int CPU_BATCH = 16;

  private static final int GPU_BATCH = 256;

  /** The last step: prepared images [N, 3, size, size] to features [N, D] in float32. */
  interface Forward extends AutoCloseable {
    NDArray features(NDManager scratch, NDArray images);

    @Override
    void close();
  }

  private final NDManager manager;
  private final Preprocessing preprocessing;
  private final Forward forward;
  private final Options options;
  private final String weightsHash;
  private final int batchSize;
  private final int dimension;

  /**
   * How a network is run.
   *
   * @param imageSize pixels a side that images are resized to
   * @param layers whose mean activations are the features, in order
   * @param bfloat16 whether in bfloat16 instead of float32
   * @param batchSize images a forward pass; 0 chooses for the device
   */
  record Options(int imageSize, List<Layer> layers, boolean bfloat16, int batchSize) {
    /** Returns the torch.ScalarType of the arithmetic. */
    int type() {
      return bfloat16 ? 15 : 6;
    }

    /** Returns the layers by number, 1 to 4. */
    long[] stages() {
      return layers.stream().mapToLong(Layer::stage).toArray();
    }
  }

  private Network(Torch torch, Options options, String weightsHash, Forward forward) {
    this.manager = torch.manager().newSubManager();
    this.preprocessing = new Preprocessing(manager, options.imageSize());
    this.forward = forward;
    this.options = options;
    this.weightsHash = weightsHash;
    this.batchSize = batchSize(torch, options);
    this.dimension = run(new byte[32 * 32 * 3], 1, 32, 32).length;
  }

  private static int batchSize(Torch torch, Options options) {
    int chosen = torch.onGpu() ? GPU_BATCH : CPU_BATCH;
    return options.batchSize() > 0 ? options.batchSize() : chosen;
  }

  /** Runs folded ResNet-18 weights. */
  static Network folded(Torch torch, Options options, ResNet18Weights weights) {
    ResNet18 network = ResNet18.open(torch, options, batchSize(torch, options), weights);
    return new Network(torch, options, weights.hash(), network);
  }

  /**
   * Runs a loaded module as it is, in float32.
   *
   * @param model from now on owned by the network: DJL frees a model that nobody refers to, and its
   *     block with it
   */
  static Network asLoaded(Torch torch, Options options, String fileHash, Model model) {
    Options plain = new Options(options.imageSize(), options.layers(), false, options.batchSize());
    return new Network(torch, plain, fileHash, new Loaded(model));
  }

  private record Loaded(Model model) implements Forward {
    @Override
    public NDArray features(NDManager scratch, NDArray images) {
      NDArray result =
          model
              .getBlock()
              .forward(new ParameterStore(scratch, false), new NDList(images), false)
              .singletonOrThrow();
      return result.reshape(result.getShape().get(0), -1);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private float[] run(byte[] pixels, int count, int height, int width) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray images = preprocessing.images(scratch, pixels, count, height, width, options.type());
      return forward.features(scratch, images).toFloatArray();
    }
  }

  @Override
  public int dimension(int height, int width) {
    return dimension;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public String precision() {
    return options.bfloat16() ? "bfloat16" : "float32";
  }

  @Override
  public Map<String, String> identity() {
    return new TreeMap<>(
        Map.of(
            "backbone",
            weightsHash,
            "preprocessing",
            preprocessing.identity(),
            "layers",
            options.layers().stream()
                .map(layer -> layer.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")),
            "precision",
            precision(),
            "extraction",
            VERSION));
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    features.put(run(pixels, count, height, width));
  }

  /** Returns a few made-up images to compare networks on. */
  static NDArray madeUp(Preprocessing preprocessing, NDManager scratch, int type) {
    int side = 32;
    byte[] pixels = new byte[2 * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 37 + i / 96 * 11) % 251);
    }
    return preprocessing.images(scratch, pixels, 2, side, side, type);
  }

  /**
   * Returns whether two networks give the same features on a few made-up images.
   *
   * @param tolerance greatest difference, as a share of the greatest feature
   */
  static boolean agree(Network a, Network b, double tolerance) {
    return agree(a.madeUpFeatures(), b.madeUpFeatures(), tolerance);
  }

  private float[] madeUpFeatures() {
    try (NDManager scratch = manager.newSubManager()) {
      return forward
          .features(scratch, madeUp(preprocessing, scratch, options.type()))
          .toFloatArray();
    }
  }

  /** Returns whether features are the same but for a share of the greatest. */
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

  @Override
  public void close() {
    forward.close();
    preprocessing.close();
    manager.close();
  }
}
