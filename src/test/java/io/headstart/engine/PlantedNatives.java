package io.headstart.engine;

import io.headstart.engine.HostFacts.Driver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** CUDA natives, made up, on a machine that cannot use them. */
public final class PlantedNatives {
  private PlantedNatives() {}

  /**
   * Puts them where {@code setup cuda} would; skips the test where there is a driver.
   *
   * @param home where Headstart keeps its caches
   * @return their folder
   */
  public static Path withoutADriver(Path home) throws IOException {
    Assumptions.assumeTrue(
        HostFacts.detect(Path.of("/nowhere")).driver() == Driver.ABSENT,
        "this machine has an NVIDIA driver");
    return FakeHost.natives(home.resolve("natives").resolve(CudaNatives.FOLDER));
  }
}
