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
import java.util.List;
import java.util.Optional;

/**
 * A ResNet in whole numbers of 8 bits, on processors. The ranges of activations are those that
 * drawn images cause: a function of the weights alone, never of a batch or of somebody's images.
 */
final class ResNetInt8 implements Forward {
  private static final String PROGRAM = "/io/headstart/backbone/resnet/resnet-int8.torchscript";

  /**
   * What is made into whole numbers.
   *
   * @param hash of the weights, under which their ranges are kept
   * @param convolutions in the order they run
   */
  record Source(ResNet network, String hash, List<Convolution> convolutions) {}

  private final NDManager manager;
  private final TorchScript program;
  private final NDList prepared;
  private final long[] numbers;
  private final double[] inputs;
  private final double[] outputs;
  private final long[] zeros;
  private final NDArray back;
  private final long[] stages;

  private ResNetInt8(
      NDManager manager,
      TorchScript program,
      ResNet network,
      Quantization quantization,
      NetworkOptions options) {
    this.manager = manager;
    this.program = program;
    // The numbers alone: the weights that come with them are on the device from here on.
    this.inputs = quantization.inputs();
    this.outputs = quantization.outputs();
    this.zeros = quantization.zeros();
    this.numbers = network.numbers();
    this.stages = network.codes(options.layers());
    try (NDManager scratch = manager.newSubManager()) {
      this.prepared =
          program.call(
              manager,
              "prepare",
              Convolution.upload(scratch, quantization.convolutions()),
              numbers,
              inputs,
              zeros[zeros.length - 1],
              options.batchSize(),
              options.preprocessing().imageSize());
      prepared.attach(manager);
    }
    FloatBuffer factors = FloatBuffer.allocate(network.width(options.layers()));
    for (long stage : stages) {
      factors.put(quantization.back()[(int) stage - 1]);
    }
    this.back = manager.create(factors.array());
  }

  /** Opens it; empty where libtorch or the processor cannot. */
  static Optional<Forward> open(TorchRuntime torch, NetworkOptions options, Source source) {
    NDManager manager = torch.manager().newSubManager();
    try {
      TorchScript program = TorchScript.compile(manager, PROGRAM);
      ActivationRanges ranges =
          ActivationRanges.of(torch, program, options.preprocessing(), source);
      Preprocessing.Normalization image = options.preprocessing().normalization();
      Quantization quantization =
          Quantization.of(
              source.network(), source.convolutions(), ranges, image.low(), image.high());
      return Optional.of(new ResNetInt8(manager, program, source.network(), quantization, options));
    } catch (EngineException e) {
      // A libtorch built without oneDNN, or one whose private operators have changed.
      manager.close();
      return Optional.empty();
    }
  }

  @Override
  public NDArray features(NDManager scratch, NDArray images) {
    return program
        .call(scratch, "features", images, prepared, numbers, inputs, outputs, zeros, back, stages)
        .singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
