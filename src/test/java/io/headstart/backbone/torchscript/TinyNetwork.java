package io.headstart.backbone.torchscript;

import io.headstart.ForeignModules;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A TorchScript file with no weights: 512 features, the means of image regions. */
public final class TinyNetwork {
  private static final String CODE =
      """
      class Tiny(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Tiny, x: Tensor) -> Tensor:
          y = torch.reshape(torch.adaptive_avg_pool2d(x, [16, 16]), [-1, 768])
          return torch.slice(y, 1, 0, 512, 1)
      """;

  private TinyNetwork() {}

  /** Writes it, and returns the path. */
  public static Path write(Path file) throws IOException {
    return ModuleFile.write(file, new ModuleFile.Module("Tiny"), CODE);
  }

  /** Returns the permission to run one that was written. */
  public static ForeignModules allowed(Path file) throws IOException {
    return new ForeignModules(List.of(Sha256.of(file)));
  }
}
