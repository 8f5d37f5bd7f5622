package io.headstart.backbone.resnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of networks that all have the weights of a ResNet-18, the one that is one is told by its code.
 */
class ResNet18CodeTest {
  @TempDir private Path folder;

  private boolean isPlain(String text, String by) throws IOException {
    Path file =
        ResNetFile.write(
            folder.resolve("net.pt"),
            code -> {
              assertThat(code).contains(text);
              return code.replace(text, by);
            });
    return ResNet18File.open(file).orElseThrow().isPlain();
  }

  @Test
  void noCodeIsNone() throws IOException {
    Path file = ResNetFile.write(folder.resolve("empty.pt"), code -> "\n");
    assertThat(ResNet18File.open(file).orElseThrow().isPlain()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.relu( | torch.relu(",
        "torch.relu( | torch.relu_(",
        "torch.add(z, y) | torch.add(y, z)",
        "torch.add(z, y) | torch.add_(z, y, alpha=1)",
        "[1, 1], 1) | [1, 1], 1, )",
        "return torch.adaptive | return torch.flatten(torch.adaptive_avg_pool2d(y, [1, 1]), 1) #",
        "torch.adaptive_avg_pool2d(y, [1, 1]) | torch.mean(y, [2, 3])",
      })
  void spellingsOfOneNetworkAreTheSame(String text, String by) throws IOException {
    assertThat(isPlain(text, by)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.relu(self.step(x | torch.sigmoid(self.step(x",
        "self.c0, self.n0, 2, 3 | self.c0, self.n0, 2, 2",
        "self.c0, self.n0, 2, 3 | self.c0, self.n1, 2, 3",
        "self.c1, self.n1 | self.c2, self.n1",
        "[1, 1], 1) | [2, 2], 1)",
        "[1, 1], 1) | [1, 1], 2)",
        "running_var, False | running_var, True",
        "1.0000000000000001e-05 | 0.001",
        "[3, 3], [2, 2], [1, 1] | [3, 3], [2, 2], [0, 0]",
        "torch.add(z, y) | torch.add(z, z)",
        "torch.add(z, y) | torch.mul(z, y)",
        "torch.add(z, y) | torch.add_(z, y, alpha=2)",
        "torch.adaptive_avg_pool2d(y, [1, 1]) | torch.adaptive_avg_pool2d(y, [2, 2])",
        "torch.adaptive_avg_pool2d(y, [1, 1]) | y",
        "torch.adaptive_avg_pool2d(y, [1, 1]) | torch.from_file(\"x\", True, 512)",
        "return torch.adaptive | y = torch.relu_(self.c0.weight)\\n    return torch.adaptive",
      })
  void anotherNetworkIsNone(String text, String by) throws IOException {
    assertThat(isPlain(text, by.replace("\\n", "\n"))).isFalse();
  }

  /** In place, the block's input is rectified too, and the sum is another. */
  @Test
  void whatIsChangedInPlaceIsChangedForAllThatReadIt() throws IOException {
    assertThat(isPlain("torch.add(z, y)", "torch.add(z, torch.relu_(z))")).isFalse();
  }

  @Test
  void branchesAndLoopsAreNotFollowed() throws IOException {
    assertThat(
            isPlain(
                "    return torch.adaptive",
                "    if True:\n      y = y\n    else:\n      pass\n    return torch.adaptive"))
        .isFalse();
  }

  @Test
  void callsWithoutAnEndAreNotFollowed() throws IOException {
    assertThat(isPlain("y = torch.conv2d(x,", "y = self.step(x, c, n, stride, padding) #"))
        .isFalse();
  }
}
