package io.headstart.features;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.headstart.engine.Torch;
import io.headstart.engine.TorchScript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * A convolutional backbone on the device: images go up as bytes, are resized and normalized there,
 * and only features come back.
 */
final class Network implements Backbone {
  private static final String PROGRAM = "/io/headstart/features/resnet18.torchscript";

  /** Raised whenever the features of an image could change; part of the store's key. */
  private static final String VERSION = "1";

  /** ImageNet mean and standard deviation of RGB in 0..1, as torchvision's weights expect. */
  private static final double[] MEAN = {0.485, 0.456, 0.406};

  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  /** torch.ScalarType numbers. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  /**
   * Images a forward pass. On CPU, 16 images' activations stay in a processor's last cache; see
   * docs/performance.md.
   */
  private static final int CPU_BATCH = 16;

  private static final int GPU_BATCH = 256;

  /** The last step: normalized images to features. */
  private interface Forward {
    NDArray features(NDManager scratch, NDArray pixels);
  }

  private final NDManager manager;
  private final TorchScript program;
  private final NDArray shift;
  private final NDArray scale;
  private final Options options;
  private final String weightsHash;
  private final int batchSize;
  private final Forward forward;
  private final int dimension;

  /** The module's owner, when there is one. */
  private Model model;

  /**
   * How a network is run.
   *
   * @param imageSize pixels a side that images are resized to
   * @param bfloat16 whether in bfloat16 instead of float32
   * @param batchSize images a forward pass; 0 chooses for the device
   */
  record Options(int imageSize, boolean bfloat16, int batchSize) {}

  private Network(Torch torch, Options options, String weightsHash, ForwardMaker maker) {
    this.manager = torch.manager().newSubManager();
    this.program = TorchScript.compile(manager, PROGRAM);
    float[] shifts = new float[3];
    float[] scales = new float[3];
    for (int c = 0; c < 3; c++) {
      shifts[c] = (float) (255 * MEAN[c]);
      scales[c] = (float) (1 / (255 * DEVIATION[c]));
    }
    this.shift = manager.create(shifts, new Shape(1, 3, 1, 1));
    this.scale = manager.create(scales, new Shape(1, 3, 1, 1));
    this.options = options;
    this.weightsHash = weightsHash;
    int chosen = torch.device().isGpu() ? GPU_BATCH : CPU_BATCH;
    this.batchSize = options.batchSize() > 0 ? options.batchSize() : chosen;
    this.forward = maker.make(this);
    this.dimension = probe();
  }

  private interface ForwardMaker {
    Forward make(Network network);
  }

  /** Runs folded ResNet-18 weights. */
  static Network folded(Torch torch, Options options, ResNet18Weights weights) {
    return new Network(torch, options, weights.hash(), network -> network.resnet(weights));
  }

  /**
   * Runs a loaded module as it is, in float32.
   *
   * @param model from now on owned by the network: DJL frees a model that nobody refers to, and its
   *     block with it
   */
  static Network asLoaded(Torch torch, Options options, String fileHash, Model model) {
    Options plain = new Options(options.imageSize(), false, options.batchSize());
    return new Network(torch, plain, fileHash, network -> network.module(model));
  }

  private Forward resnet(ResNet18Weights weights) {
    NDList prepared;
    try (NDManager scratch = manager.newSubManager()) {
      NDList plain = new NDList();
      for (ResNet18Weights.Convolution c : weights.convolutions()) {
        Shape shape = new Shape(c.outputs(), c.inputs(), c.side(), c.side());
        plain.add(scratch.create(c.weight(), shape).duplicate());
        plain.add(scratch.create(c.bias()).duplicate());
      }
      prepared = program.call(manager, "prepare", plain, options.bfloat16() ? BFLOAT16 : FLOAT32);
      // In float32 the biases are handed through as they are: they must outlive this block.
      prepared.attach(manager);
    }
    return (scratch, pixels) ->
        program
            .call(scratch, "features", pixels, options.imageSize(), shift, scale, prepared)
            .singletonOrThrow();
  }

  private Forward module(Model model) {
    this.model = model;
    Block block = model.getBlock();
    return (scratch, pixels) -> {
      NDList images =
          program.call(scratch, "images", pixels, options.imageSize(), shift, scale, FLOAT32);
      NDArray result =
          block.forward(new ParameterStore(scratch, false), images, false).singletonOrThrow();
      return result.reshape(result.getShape().get(0), -1);
    };
  }

  /** Runs one small image to learn how many features there are. */
  private int probe() {
    FloatBuffer features = FloatBuffer.wrap(run(new byte[32 * 32 * 3], 1, 32, 32));
    return features.remaining();
  }

  private float[] run(byte[] pixels, int count, int height, int width) {
    try (NDManager scratch = manager.newSubManager()) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(count * height * width * 3);
      bytes.order(ByteOrder.nativeOrder()).put(pixels, 0, bytes.capacity()).rewind();
      Shape shape = new Shape(count, height, width, 3);
      NDArray images = scratch.create(bytes, shape, DataType.UINT8);
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
            "bilinear " + options.imageSize() + ", half-pixel centers; ImageNet mean and std",
            "precision",
            precision(),
            "extraction",
            VERSION));
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    features.put(run(pixels, count, height, width));
  }

  /**
   * Returns whether two networks give the same features on a few made-up images.
   *
   * @param tolerance greatest difference, as a share of the greatest feature
   */
  static boolean agree(Network a, Network b, double tolerance) {
    int side = 32;
    byte[] pixels = new byte[2 * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 37 + i / 96 * 11) % 251);
    }
    float[] left = a.run(pixels, 2, side, side);
    float[] right = b.run(pixels, 2, side, side);
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
    if (model != null) {
      model.close();
    }
    program.close();
    manager.close();
  }
}
