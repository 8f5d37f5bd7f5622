package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.engine.HostFacts.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice as whole processes show it: natives are loaded once in each. */
final class NativesStartTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void prepare() {
    environment.put("HEADSTART_HOME", folder.resolve("home").toString());
    environment.put("DJL_OFFLINE", "true");
  }

  private String start(String device) throws IOException, InterruptedException {
    return ChildJvm.output(ChildJvm.start(folder, environment, StartInProcess.class, device));
  }

  private static void assumeNoDriver() {
    Assumptions.assumeTrue(
        HostFacts.detect(Path.of("/nowhere")).driver() == Driver.ABSENT,
        "this machine has an NVIDIA driver");
  }

  @Test
  void plantedCudaNativesAreNotTouchedWithoutADriver() throws Exception {
    Path planted = PlantedNatives.withoutADriver(folder.resolve("home"));
    String output = start("auto");
    assertThat(output)
        .contains("device cpu", "sum 3.0", "-cpu-linux-x86_64")
        .contains("heard NOT USING A GPU: no NVIDIA driver")
        .doesNotContain("natives " + planted);
  }

  @Test
  void cudaWithoutADriverIsMissing() throws Exception {
    assumeNoDriver();
    assertThat(start("cuda"))
        .contains("MISSING device cuda cannot be used")
        .contains("received: no NVIDIA driver", "accepted: device auto or cpu here", "next:     ");
  }

  @Test
  void aNamedFolderWithGarbageIsAMessageAndNoCrash() throws Exception {
    Path garbage = FakeHost.natives(folder.resolve("garbage"));
    environment.put("PYTORCH_LIBRARY_PATH", garbage.toString());
    assertThat(start("auto"))
        .contains("RUN PyTorch could not be loaded")
        .contains("received: cu128 natives in " + garbage, "file too short")
        .contains("accepted: libtorch 2.7.1 on Linux x86-64")
        .contains("next:     correct PYTORCH_LIBRARY_PATH, or unset it");
  }

  @Test
  void aNamedFolderThatIsNotThereIsMissing() throws Exception {
    environment.put("PYTORCH_LIBRARY_PATH", folder.resolve("absent").toString());
    assertThat(start("cpu")).contains("MISSING PYTORCH_LIBRARY_PATH leads to no libtorch");
  }

  @Test
  void djlCountsGpusThroughTheNativesOwnCudaRuntime() throws Exception {
    // Any library will do to see which file is taken; the JDK has one that needs no other.
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    Assumptions.assumeTrue(Files.exists(library), "no " + library);
    Path natives = Files.createDirectories(folder.resolve("natives"));
    Path runtime = Files.copy(library, natives.resolve("libcudart-218eec4c.so.12"));
    String output =
        ChildJvm.output(ChildJvm.start(folder, CudaRuntimeInProcess.class, natives.toString()));
    assertThat(output)
        .contains("loaded " + runtime.toRealPath())
        .contains("flavor cu128", "path " + natives);
  }
}
