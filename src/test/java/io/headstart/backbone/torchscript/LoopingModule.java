package io.headstart.backbone.torchscript;

import java.io.IOException;
import java.nio.file.Path;

/** A TorchScript file that never comes back. */
public final class LoopingModule {
  private static final String CODE =
      """
      class Looping(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Looping, x: Tensor) -> Tensor:
          y = x
          for i in range(9223372036854775807):
            y = torch.add(y, x)
          return y
      """;

  private LoopingModule() {}

  /** Writes it, and returns the path. */
  public static Path write(Path file) throws IOException {
    return ModuleFile.write(file, new ModuleFile.Module("Looping"), CODE);
  }
}
