package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.engine.HostFacts.Driver;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostFactsTest {
  @TempDir private Path folder;
  private FakeHost host;

  @BeforeEach
  void makeHost() {
    host = new FakeHost(folder);
  }

  @Test
  void anEmptyHostHasNothing() {
    HostFacts facts = host.facts();
    assertThat(facts.driver()).isEqualTo(Driver.ABSENT);
    assertThat(facts.evidence()).isEqualTo("nothing of an NVIDIA driver");
    assertThat(facts.named()).isEmpty();
    assertThat(facts.cudaNatives()).isEmpty();
    assertThat(facts.platform()).isEqualTo("linux-x86_64");
  }

  @Test
  void aBareGpuHostHasADriverOfAVersion() {
    HostFacts facts = host.driver().facts();
    assertThat(facts.driver()).isEqualTo(Driver.PRESENT);
    assertThat(facts.evidence()).contains("kernel module 570.86.15", "device files");
  }

  @Test
  void theDriversLibraryAloneIsADriver() {
    host.file("usr/lib/x86_64-linux-gnu/libcuda.so.1", "");
    assertThat(host.facts().driver()).isEqualTo(Driver.PRESENT);
  }

  @Test
  void aWindowsSubsystemDeviceIsADriver() {
    host.file("dev/dxg", "");
    assertThat(host.facts().driver()).isEqualTo(Driver.PRESENT);
  }

  @Test
  void aContainerWithoutGpusSeesOnlyTheKernelModule() {
    assertThat(host.kernelModule().facts().driver()).isEqualTo(Driver.HIDDEN);
  }

  @Test
  void nvidiaSmiAloneShowsNoGpu() {
    host.file("usr/bin/nvidia-smi", "");
    assertThat(folder.resolve("usr/bin/nvidia-smi").toFile().setExecutable(true)).isTrue();
    HostFacts facts = host.facts();
    assertThat(facts.driver()).isEqualTo(Driver.HIDDEN);
    assertThat(facts.evidence()).endsWith("usr/bin/nvidia-smi");
  }

  @Test
  void noVisibleDevicesHideTheDriver() {
    for (String none : new String[] {"", "-1"}) {
      HostFacts facts = host.driver().with("CUDA_VISIBLE_DEVICES", none).facts();
      assertThat(facts.driver()).isEqualTo(Driver.HIDDEN);
      assertThat(facts.evidence()).contains("CUDA_VISIBLE_DEVICES='" + none + "'");
    }
    assertThat(host.with("CUDA_VISIBLE_DEVICES", "0,1").facts().driver()).isEqualTo(Driver.PRESENT);
  }

  @Test
  void nativesAreFoundInTheHomeTheCacheAndTheImage() {
    Path home = FakeHost.natives(host.home.resolve("natives").resolve(CudaNatives.FOLDER));
    assertThat(host.facts().cudaNatives()).contains(home);
    Path image = FakeHost.natives(folder.resolve("opt/natives").resolve(CudaNatives.FOLDER));
    host.with("HEADSTART_NATIVES", folder.resolve("opt/natives").toString());
    assertThat(host.facts().cudaNatives()).as("the image goes first").contains(image);
    Path plain = FakeHost.natives(folder.resolve("opt/natives"));
    assertThat(host.facts().cudaNatives()).contains(plain);
  }

  @Test
  void nativesAreFoundInDjlsEngineCacheWithItsBuildDate() {
    Path cache = folder.resolve("djl/pytorch/2.7.1-20250812-cu128-linux-x86_64");
    FakeHost.natives(cache);
    FakeHost.natives(folder.resolve("djl/pytorch/2.5.1-cu124-linux-x86_64"));
    assertThat(host.facts().cudaNatives()).isEmpty();
    assertThat(host.with("DJL_CACHE_DIR", folder.resolve("djl").toString()).facts().cudaNatives())
        .contains(cache);
  }

  @Test
  void nativesThatLackALibraryOrWereCutShortAreNone() throws Exception {
    Path home = FakeHost.natives(host.home.resolve("natives").resolve(CudaNatives.FOLDER));
    FakeHost.write(home.resolve(CudaNatives.MANIFEST), "bytes.libtorch_cuda.so=13\n");
    assertThat(host.facts().cudaNatives()).contains(home);
    FakeHost.write(home.resolve("libtorch_cuda.so"), "cut");
    assertThat(host.facts().cudaNatives()).isEmpty();
    Files.delete(home.resolve(CudaNatives.MANIFEST));
    Files.delete(home.resolve("libc10_cuda.so"));
    assertThat(host.facts().cudaNatives()).isEmpty();
  }

  @Test
  void theNamedPathIsReadAsDjlReadsIt() {
    Path natives = FakeHost.natives(folder.resolve("mine"));
    String list = folder.resolve("absent") + ":" + natives;
    HostFacts facts = host.with("PYTORCH_LIBRARY_PATH", list).facts();
    assertThat(facts.named().orElseThrow().folder()).contains(natives);
    assertThat(facts.named().orElseThrow().cuda()).isTrue();
    facts = host.with("PYTORCH_LIBRARY_PATH", natives + "/libtorch.so").facts();
    assertThat(facts.named().orElseThrow().folder()).contains(natives);
    facts = host.with("PYTORCH_LIBRARY_PATH", folder + "/absent").facts();
    assertThat(facts.named().orElseThrow().folder()).isEmpty();
    assertThat(host.with("PYTORCH_LIBRARY_PATH", " ").facts().named()).isEmpty();
  }
}
