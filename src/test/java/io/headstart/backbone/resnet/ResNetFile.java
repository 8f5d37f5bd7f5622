package io.headstart.backbone.resnet;

import io.headstart.RandomStream;
import io.headstart.backbone.torchscript.ModuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A ResNet-18 without its last layer as a TorchScript file, each convolution followed by its batch
 * norm, with drawn weights.
 */
final class ResNetFile {
  private static final String CODE =
      """
      class Convolution(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        weight : Tensor

      class Norm(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        weight : Tensor
        bias : Tensor
        running_mean : Tensor
        running_var : Tensor

      class Net(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      %s
        def step(self: __torch__.Net, x: Tensor, c: __torch__.Convolution, n: __torch__.Norm, stride: int, padding: int) -> Tensor:
          y = torch.conv2d(x, c.weight, None, [stride, stride], [padding, padding], [1, 1], 1)
          return torch.batch_norm(y, n.weight, n.bias, n.running_mean, n.running_var, False, 0.1, 1.0000000000000001e-05, True)

        def forward(self: __torch__.Net, x: Tensor) -> Tensor:
          y = torch.relu(self.step(x, self.c0, self.n0, 2, 3))
          y = torch.max_pool2d(y, [3, 3], [2, 2], [1, 1], [1, 1], False)
      %s    return %s
      """;

  private ResNetFile() {}

  /** Writes a ResNet-18, and returns the path. */
  static Path write(Path file) throws IOException {
    return write(file, "torch.adaptive_avg_pool2d(y, [1, 1])");
  }

  /** Writes a network with the same weights whose last step takes maxima instead of means. */
  static Path writeWithMaxima(Path file) throws IOException {
    return write(file, "torch.amax(y, [2, 3], True)");
  }

  /** Writes a network with the same weights and other code. */
  static Path write(Path file, UnaryOperator<String> change) throws IOException {
    return write(file, "torch.adaptive_avg_pool2d(y, [1, 1])", change);
  }

  private static Path write(Path file, String lastStep) throws IOException {
    return write(file, lastStep, code -> code);
  }

  private static Path write(Path file, String lastStep, UnaryOperator<String> change)
      throws IOException {
    ModuleFile.Module net = new ModuleFile.Module("Net");
    StringBuilder attributes = new StringBuilder();
    StringBuilder blocks = new StringBuilder();
    int index = 0;
    for (Convolution c : ResNet18Weights.random(5).convolutions()) {
      attributes.append("  c%d : __torch__.Convolution%n".formatted(index));
      attributes.append("  n%d : __torch__.Norm%n".formatted(index));
      net.child(
          "c" + index,
          new ModuleFile.Module("Convolution")
              .tensor("weight", c.weight(), c.outputs(), c.inputs(), c.side(), c.side()));
      net.child("n" + index, norm(c.outputs(), index));
      index++;
    }
    int at = 1;
    for (int block = 0; block < 8; block++) {
      boolean narrower = block > 0 && block % 2 == 0;
      blocks.append(line("z = torch.relu(self.step(y, %s, %d, 1))", at, narrower ? 2 : 1));
      blocks.append(line("z = self.step(z, %s, %d, 1)", at + 1, 1));
      if (narrower) {
        blocks.append(line("y = self.step(y, %s, %d, 0)", at + 2, 2));
      }
      blocks.append("    y = torch.relu(torch.add(z, y))\n");
      at += narrower ? 3 : 2;
    }
    return ModuleFile.write(file, net, change.apply(CODE.formatted(attributes, blocks, lastStep)));
  }

  private static String line(String statement, int index, int stride) {
    return "    " + statement.formatted("self.c%1$d, self.n%1$d".formatted(index), stride) + "\n";
  }

  private static ModuleFile.Module norm(int channels, int index) {
    RandomStream random = RandomStream.of(6, "norm", index);
    float[][] values = new float[4][channels];
    for (int c = 0; c < channels; c++) {
      values[0][c] = 0.8f + 0.2f * (float) random.nextDouble();
      values[1][c] = 0.1f * (float) random.nextGaussian();
      values[2][c] = 0.1f * (float) random.nextGaussian();
      values[3][c] = 0.8f + 0.4f * (float) random.nextDouble();
    }
    return new ModuleFile.Module("Norm")
        .tensor("weight", values[0], channels)
        .tensor("bias", values[1], channels)
        .tensor("running_mean", values[2], channels)
        .tensor("running_var", values[3], channels);
  }
}
