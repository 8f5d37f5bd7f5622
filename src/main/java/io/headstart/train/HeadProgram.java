package io.headstart.train;

import ai.djl.ndarray.NDManager;
import io.headstart.engine.TorchScript;
import io.headstart.optimizer.Optimizer;

/** The program {@code heads.torchscript} with the update of one optimizer in it. */
final class HeadProgram {
  private static final String TEXT = "/io/headstart/train/heads.torchscript";
  private static final String UPDATE = "@UPDATE@\n";

  private HeadProgram() {}

  static TorchScript compile(NDManager manager, Optimizer optimizer) {
    return TorchScript.compile(
        manager, TEXT, program -> program.replace("\n" + UPDATE, "\n" + optimizer.update()));
  }
}
