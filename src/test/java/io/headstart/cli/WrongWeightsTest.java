package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.safetensors.DType;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import io.headstart.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that cannot be right are said before libtorch is loaded and images are read. */
class WrongWeightsTest {
  @TempDir private Path folder;

  /** Neither the device nor the images exist: whoever looked at them first would say that. */
  private CommandRun extract(String backbone, String weights) throws Exception {
    return CommandRun.of(
        folder,
        "features",
        "--offline",
        "--set=device=cuda:7",
        "--set=data.source=folder",
        "--set=data.path=nowhere",
        "--set=features.backbone=" + backbone,
        "--set=features.weights=" + weights);
  }

  @Test
  void tensorsOfAnotherNetwork() throws Exception {
    Tensor tensor = new Tensor(new TensorType(DType.F32, 1), ByteBuffer.allocate(Float.BYTES));
    Safetensors.write(folder.resolve("model.safetensors"), Map.of("fc1.weight", tensor), Map.of());
    for (String backbone : new String[] {"resnet18", "resnet50", "vit_small_patch16_224"}) {
      CommandRun run = extract(backbone, "model.safetensors");
      assertThat(run.text()).contains("the weights are not those of " + backbone);
      assertThat(run.code()).isEqualTo(1);
    }
  }

  @Test
  void aFileThatIsDamagedOrNotThere() throws Exception {
    Files.writeString(folder.resolve("model.safetensors"), "damaged");
    CommandRun damaged = extract("convnext_tiny", "model.safetensors");
    assertThat(damaged.text()).contains("as safetensors");
    assertThat(damaged.code()).isEqualTo(1);
    CommandRun missing = extract("resnet18", "other.safetensors");
    assertThat(missing.text()).contains("the backbone's weights are not there");
    assertThat(missing.code()).isEqualTo(3);
  }
}
