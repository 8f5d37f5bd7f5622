package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.engine.HostFacts;
import io.headstart.engine.HostFacts.Driver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeviceFindingsTest {
  private static final Path NATIVES = Path.of("/natives");

  private static DeviceFindings of(Driver driver, Optional<Path> natives, String device) {
    return new DeviceFindings(
        new HostFacts(
            "linux-x86_64",
            driver,
            "kernel module 570",
            Optional.empty(),
            "",
            "",
            natives,
            List.of(NATIVES)),
        device);
  }

  @Test
  void aMachineWithoutAGpuLacksNothing() {
    DeviceFindings findings = of(Driver.ABSENT, Optional.empty(), "auto");
    assertThat(findings.driver()).isEqualTo("no NVIDIA driver: runs on the CPU");
    assertThat(findings.natives()).isEqualTo("CPU natives, bundled");
  }

  @Test
  void aContainerWithoutItsGpuIsToldHowToGetIt() {
    DeviceFindings findings = of(Driver.HIDDEN, Optional.of(NATIVES), "auto");
    assertThat(findings.driver()).startsWith("a driver, but no GPU for this process");
    assertThat(findings.natives()).contains("NOT USING A GPU", "--gpus all");
  }

  @Test
  void aGpuHostWithItsNativesIsWhole() {
    DeviceFindings findings = of(Driver.PRESENT, Optional.of(NATIVES), "auto");
    assertThat(findings.driver()).isEqualTo("NVIDIA: kernel module 570");
    assertThat(findings.natives()).isEqualTo("cu128 natives in /natives");
  }

  @Test
  void missingNativesAreMissingAndNotFetched() {
    DeviceFindings findings = of(Driver.PRESENT, Optional.empty(), "auto");
    assertThatThrownBy(findings::natives)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: none in [/natives]")
        .hasMessageContaining("setup cuda");
  }
}
