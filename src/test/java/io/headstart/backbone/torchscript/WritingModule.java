package io.headstart.backbone.torchscript;

import java.io.IOException;
import java.nio.file.Path;

/** A TorchScript file that writes another file as soon as it runs, as any such file could. */
public final class WritingModule {
  private static final String CODE =
      """
      class Writer(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Writer, x: Tensor) -> Tensor:
          y = torch.from_file("%s", True, 1024)
          z = torch.reshape(torch.adaptive_avg_pool2d(x, [16, 16]), [-1, 768])
          return torch.add(z, torch.mul(torch.sum(y), 0.))
      """;

  private WritingModule() {}

  /** Writes it, and returns the path. */
  public static Path write(Path file, Path target) throws IOException {
    return ModuleFile.write(file, new ModuleFile.Module("Writer"), CODE.formatted(target));
  }
}
