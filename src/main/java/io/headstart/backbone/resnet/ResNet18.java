package io.headstart.backbone.resnet;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headstart.backbone.Agreement;
import io.headstart.backbone.Forward;
import io.headstart.backbone.NetworkOptions;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.util.Optional;

/** ResNet-18 without its last layer, by one of two programs that compute the same. */
final class ResNet18 implements Forward {
  static final String PLAIN = "/io/headstart/backbone/resnet/resnet18.torchscript";
  private static final String ONEDNN = "/io/headstart/backbone/resnet/resnet18-onednn.torchscript";

  /** Greatest difference between the two programs, as a share of the greatest feature. */
  private static final double FLOAT32_TOLERANCE = 1e-4;

  /** bfloat16 keeps 8 bits; the fused program rounds less often than the plain one. */
  private static final double BFLOAT16_TOLERANCE = 0.05;

  private final NDManager manager;
  private final TorchScript program;
  private final NDList weights;
  private final long[] stages;

  private ResNet18(NDManager manager, TorchScript program, NDList weights, long[] stages) {
    this.manager = manager;
    this.program = program;
    this.weights = weights;
    this.stages = stages;
  }

  /** Returns the faster program where it runs and agrees with the plain one; not for int8. */
  static ResNet18 open(TorchRuntime torch, NetworkOptions options, ResNet18Weights weights) {
    ResNet18 plain = plain(torch, options, weights);
    if (torch.onGpu()) {
      return plain;
    }
    Optional<ResNet18> fused = fused(torch, options, weights);
    double tolerance =
        options.precision() == Precision.BFLOAT16 ? BFLOAT16_TOLERANCE : FLOAT32_TOLERANCE;
    if (fused.isPresent() && fused.get().agrees(plain, options, tolerance)) {
      plain.close();
      return fused.get();
    }
    fused.ifPresent(ResNet18::close);
    return plain;
  }

  static ResNet18 plain(TorchRuntime torch, NetworkOptions options, ResNet18Weights weights) {
    NDManager manager = torch.manager().newSubManager();
    TorchScript program = TorchScript.compile(manager, PLAIN);
    try (NDManager scratch = manager.newSubManager()) {
      NDList uploaded = Convolution.upload(scratch, weights.convolutions());
      NDList prepared = program.call(manager, "prepare", uploaded, options.type());
      // In float32 the biases are handed through as they are: they must outlive this block.
      prepared.attach(manager);
      return new ResNet18(manager, program, prepared, ResNet18Weights.stages(options.layers()));
    }
  }

  static Optional<ResNet18> fused(
      TorchRuntime torch, NetworkOptions options, ResNet18Weights weights) {
    NDManager manager = torch.manager().newSubManager();
    try (NDManager scratch = manager.newSubManager()) {
      TorchScript program = TorchScript.compile(manager, ONEDNN);
      NDList uploaded = Convolution.upload(scratch, weights.convolutions());
      NDList prepared =
          program.call(
              manager,
              "prepare",
              uploaded,
              options.type(),
              options.batchSize(),
              options.preprocessing().imageSize());
      prepared.attach(manager);
      return Optional.of(
          new ResNet18(manager, program, prepared, ResNet18Weights.stages(options.layers())));
    } catch (EngineException e) {
      // A libtorch built without oneDNN, or one whose private operators have changed.
      manager.close();
      return Optional.empty();
    }
  }

  /** Returns whether another gives the same features on a few made-up images. */
  boolean agrees(ResNet18 other, NetworkOptions options, double tolerance) {
    return Agreement.between(this, other, manager, options, tolerance);
  }

  @Override
  public NDArray features(NDManager scratch, NDArray images) {
    return program.call(scratch, "features", images, weights, stages).singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
