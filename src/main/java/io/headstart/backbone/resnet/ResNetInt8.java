package io.headstart.backbone.resnet;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headstart.backbone.Forward;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.Preprocessing;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * ResNet-18 in whole numbers of 8 bits, on processors. The ranges of activations are those that
 * drawn images cause: a function of the weights alone, never of a batch or of somebody's images.
 */
final class ResNet18Int8 implements Forward {
  private static final String PROGRAM = "/io/headstart/backbone/resnet/resnet18-int8.torchscript";

  private final NDManager manager;
  private final TorchScript program;
  private final NDList prepared;
  private final Quantization quantization;
  private final NDArray back;
  private final long[] stages;

  private ResNet18Int8(
      NDManager manager, TorchScript program, Quantization quantization, NetworkOptions options) {
    this.manager = manager;
    this.program = program;
    this.quantization = quantization;
    this.stages = ResNet18Weights.stages(options.layers());
    try (NDManager scratch = manager.newSubManager()) {
      this.prepared =
          program.call(
              manager,
              "prepare",
              ResNet18.upload(scratch, quantization.weights()),
              quantization.inputs(),
              quantization.zeros()[quantization.zeros().length - 1],
              options.batchSize(),
              options.preprocessing().imageSize());
      prepared.attach(manager);
    }
    FloatBuffer factors = FloatBuffer.allocate(1024);
    for (long stage : stages) {
      factors.put(quantization.back()[(int) stage - 1]);
    }
    this.back = manager.create(Arrays.copyOf(factors.array(), factors.position()));
  }

  /** Opens it; empty where libtorch or the processor cannot. */
  static Optional<ResNet18Int8> open(
      TorchRuntime torch, NetworkOptions options, ResNet18Weights weights) {
    NDManager manager = torch.manager().newSubManager();
    try {
      TorchScript program = TorchScript.compile(manager, PROGRAM);
      ActivationRanges ranges =
          ActivationRanges.of(torch, program, options.preprocessing(), weights);
      Preprocessing.Normalization image = options.preprocessing().normalization();
      Quantization quantization = Quantization.of(weights, ranges, image.low(), image.high());
      return Optional.of(new ResNet18Int8(manager, program, quantization, options));
    } catch (EngineException e) {
      // A libtorch built without oneDNN, or one whose private operators have changed.
      manager.close();
      return Optional.empty();
    }
  }

  @Override
  public NDArray features(NDManager scratch, NDArray images) {
    return program
        .call(
            scratch,
            "features",
            images,
            prepared,
            quantization.inputs(),
            quantization.outputs(),
            quantization.zeros(),
            back,
            stages)
        .singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
