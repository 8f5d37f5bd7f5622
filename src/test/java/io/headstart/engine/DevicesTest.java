package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.engine.Devices.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DevicesTest {
  private static final NativeChoice CUDA = new NativeChoice.Cuda(Path.of("/natives"));
  private static final NativeChoice CPU = new NativeChoice.Bundled("");

  private final HeardLines heard = new HeardLines();

  @Test
  void theCpuIsTheCpuWhateverIsThere() {
    assertThat(Devices.choose("cpu", CUDA, new Seen(true, 4), heard)).containsExactly(Device.cpu());
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void withoutCudaNativesAutoIsTheCpuAndNothingIsSaid() {
    assertThat(Devices.choose("auto", CPU, new Seen(false, 0), heard))
        .containsExactly(Device.cpu());
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void autoAndCudaAreAllGpusAndANumberIsThatGpu() {
    Seen four = new Seen(true, 4);
    Device[] all = {Device.gpu(0), Device.gpu(1), Device.gpu(2), Device.gpu(3)};
    assertThat(Devices.choose("auto", CUDA, four, heard)).containsExactly(all);
    assertThat(Devices.choose("cuda", CUDA, four, heard)).containsExactly(all);
    assertThat(Devices.choose("cuda:3", CUDA, four, heard)).containsExactly(Device.gpu(3));
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void aNumberOfAnyLengthIsAGpuThatIsNotThere() {
    assertThatThrownBy(() -> Devices.choose("cuda:99999999999", CUDA, new Seen(true, 4), heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("device cuda:99999999999 is not there");
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 0", "false, 1"})
  void anEngineThatDisagreesWithTheChoiceIsSaidLoudly(boolean cuda, int gpus) {
    assertThat(Devices.choose("auto", CUDA, new Seen(cuda, gpus), heard))
        .containsExactly(Device.cpu());
    assertThat(heard.lines)
        .singleElement()
        .asString()
        .startsWith("NOT USING A GPU: cu128 natives in /natives")
        .contains("GPUs counted: " + gpus, "nvidia-smi");
  }

  @ParameterizedTest
  @CsvSource({"cuda, true, 0", "cuda, false, 1", "cuda:7, true, 1", "cuda:1, true, 1"})
  void aGpuThatIsNotThereIsMissing(String wanted, boolean cuda, int gpus) {
    assertThatThrownBy(() -> Devices.choose(wanted, CUDA, new Seen(cuda, gpus), heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("device " + wanted + " is not there")
        .hasMessageContaining("GPUs counted: " + gpus)
        .hasMessageContaining("accepted: auto, cpu" + (cuda && gpus > 0 ? ", cuda:0" : ""))
        .extracting(e -> ((Failure) e).kind())
        .isEqualTo(Failure.Kind.MISSING);
  }
}
