package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.backbone.TextNetwork.Use;
import io.headstart.backbone.weights.DrawnTensors;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints the images a second of networks with drawn weights, as {@code benchmarks/backbones.py
 * speed} does of PyTorch: batches of 16 images of 224 pixels, median of passes over four seconds.
 *
 * <p>Arguments: float32 or bfloat16, plain, fused or open, then names.
 */
public final class BackboneSpeed {
  private static final int BATCH = 16;
  private static final int SIDE = 224;
  private static final double SECONDS = 4;

  private BackboneSpeed() {}

  public static void main(String[] arguments) {
    int type = arguments[0].equals("bfloat16") ? 15 : 6;
    try (TorchRuntime torch = TorchRuntime.start(RuntimeOptions.on("cpu"))) {
      for (String name : Arrays.copyOfRange(arguments, 2, arguments.length)) {
        Architecture architecture = Architectures.named(name).orElseThrow();
        Use use = new Use(type, BATCH, SIDE, List.of(architecture.defaultOutput()));
        DrawnTensors tensors = new DrawnTensors(1, architecture.parts());
        try (NetworkWeights weights = NetworkWeights.load(torch, architecture, tensors, SIDE);
            TextNetwork network = network(arguments[1], torch, weights, use)) {
          String line = "%s %s %s %.1f";
          System.out.println(
              String.format(Locale.ROOT, line, name, arguments[0], arguments[1], speed(torch, network)));
        }
      }
    }
  }

  private static TextNetwork network(
      String program, TorchRuntime torch, NetworkWeights weights, Use use) {
    return switch (program) {
      case "plain" -> TextNetwork.plain(torch, weights, use);
      case "fused" -> TextNetwork.fused(torch, weights, use).orElseThrow();
      default -> TextNetwork.open(torch, weights, use);
    };
  }

  private static double speed(TorchRuntime torch, Forward network) {
    double[] seconds = new double[30];
    int passes = 0;
    try (NDManager manager = torch.manager().newSubManager()) {
      NDArray images =
          manager.ones(new Shape(BATCH, SIDE, SIDE, 3)).transpose(0, 3, 1, 2);
      pass(manager, network, images);
      pass(manager, network, images);
      long begun = System.nanoTime();
      while (passes < 3 || (System.nanoTime() - begun < SECONDS * 1e9 && passes < seconds.length)) {
        long start = System.nanoTime();
        pass(manager, network, images);
        seconds[passes++] = (System.nanoTime() - start) / 1e9;
      }
    }
    Arrays.sort(seconds, 0, passes);
    return BATCH / seconds[passes / 2];
  }

  private static void pass(NDManager parent, Forward network, NDArray images) {
    try (NDManager scratch = parent.newSubManager()) {
      network.features(scratch, images).toFloatArray();
    }
  }
}
