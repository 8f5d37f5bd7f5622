package io.headstart.backbone;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.RandomStream;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.util.List;
import java.util.Optional;

/**
 * A network run by one of the two programs of its architecture: the plain one, or the one of
 * oneDNN's fused operators where it runs and agrees with the plain one.
 */
public final class TextNetwork implements Forward {
  static final String PLAIN = ".torchscript";
  private static final String ONEDNN = "-onednn.torchscript";

  /** Greatest difference between the two programs, as a share of the greatest feature. */
  private static final double FLOAT32_TOLERANCE = 1e-4;

  /** bfloat16 keeps 8 bits; the fused program rounds at other places than the plain one. */
  private static final double BFLOAT16_TOLERANCE = 0.05;

  /** Images on which the two are compared; a large transformer takes seconds for one. */
  private static final int COMPARED = 1;

  private final NDManager manager;
  private final TorchScript program;
  private final NDList weights;
  private final long[] numbers;
  private final long[] outputs;

  /**
   * How a network is run.
   *
   * @param type a torch.ScalarType: 6 float32, {@value #BFLOAT16} bfloat16
   * @param batchSize images that most passes have
   * @param imageSize pixels a side
   * @param outputs of {@link Architecture#outputs()}: the features, side by side
   */
  public record Use(int type, int batchSize, int imageSize, List<String> outputs) {
    static final int BFLOAT16 = 15;

    private double tolerance() {
      return type == BFLOAT16 ? BFLOAT16_TOLERANCE : FLOAT32_TOLERANCE;
    }
  }

  private TextNetwork(
      NDManager manager, TorchScript program, NDList weights, long[] numbers, long[] outputs) {
    this.manager = manager;
    this.program = program;
    this.weights = weights;
    this.numbers = numbers;
    this.outputs = outputs;
  }

  /** Returns the faster program where it runs and agrees with the plain one. */
  public static TextNetwork open(TorchRuntime torch, NetworkWeights weights, Use use) {
    TextNetwork plain = plain(torch, weights, use);
    if (torch.onGpu()) {
      return plain;
    }
    Optional<TextNetwork> fused = fused(torch, weights, use);
    if (fused.isPresent() && fused.get().agrees(plain, use)) {
      plain.close();
      return fused.get();
    }
    fused.ifPresent(TextNetwork::close);
    return plain;
  }

  /** Returns the program that runs everywhere. */
  static TextNetwork plain(TorchRuntime torch, NetworkWeights weights, Use use) {
    return compile(torch, weights, use, PLAIN);
  }

  /** Returns the program of fused operators; nothing where it does not run. */
  static Optional<TextNetwork> fused(TorchRuntime torch, NetworkWeights weights, Use use) {
    try {
      return Optional.of(compile(torch, weights, use, ONEDNN));
    } catch (EngineException e) {
      // A libtorch built without oneDNN, or one whose private operators have changed.
      return Optional.empty();
    }
  }

  private static TextNetwork compile(
      TorchRuntime torch, NetworkWeights weights, Use use, String end) {
    Architecture architecture = weights.architecture();
    long[] numbers = architecture.numbers();
    NDManager manager = torch.manager().newSubManager();
    try {
      TorchScript program = TorchScript.compile(manager, architecture.program() + end);
      NDList prepared =
          program.call(
              manager,
              "prepare",
              weights.tensors(),
              numbers,
              use.type(),
              use.batchSize(),
              use.imageSize());
      prepared.attach(manager);
      return new TextNetwork(
          manager, program, prepared, numbers, architecture.codes(use.outputs()));
    } catch (EngineException e) {
      manager.close();
      throw e;
    }
  }

  /** Returns whether another gives nearly the same features of a few made-up images. */
  boolean agrees(TextNetwork other, Use use) {
    int side = use.imageSize();
    RandomStream random = RandomStream.of(0, "compared images");
    float[] pixels = new float[COMPARED * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.uniform(-2, 2);
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray rows = scratch.create(pixels, new Shape(COMPARED, side, side, 3)).duplicate();
      NDArray images = rows.transpose(0, 3, 1, 2);
      return Agreement.agree(
          features(scratch, images).toFloatArray(),
          other.features(scratch, images).toFloatArray(),
          use.tolerance());
    } catch (EngineException e) {
      return false;
    }
  }

  /** As promised; {@code images} may also be float32 where the network runs in bfloat16. */
  @Override
  public NDArray features(NDManager scratch, NDArray images) {
    return program.call(scratch, "features", images, weights, numbers, outputs).singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
