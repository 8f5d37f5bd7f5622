package io.headstart;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real images and weights, where a machine has them; tests on them are skipped elsewhere. */
public final class Assets {
  private Assets() {}

  /** Returns a file or folder of the assets, or skips the test. */
  public static Path require(String name) {
    String root = System.getenv("HEADSTART_TEST_ASSETS");
    Assumptions.assumeTrue(root != null, "HEADSTART_TEST_ASSETS is not set");
    Path path = Path.of(root, name);
    Assumptions.assumeTrue(Files.exists(path), "no " + path);
    return path;
  }
}
