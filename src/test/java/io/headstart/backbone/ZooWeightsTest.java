package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.data.DjlArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooWeightsTest {
  @TempDir private Path cache;

  @BeforeEach
  void useTheCache() {
    Assumptions.assumeTrue(System.getenv("DJL_CACHE_DIR") == null, "the variable would win");
    System.setProperty("DJL_CACHE_DIR", cache.toString());
  }

  @AfterEach
  void leaveTheCache() {
    System.clearProperty("DJL_CACHE_DIR");
  }

  private static ZooWeights weights() {
    return new ZooWeights(DjlArtifact.model("net", "net", "0.0.1"), 10);
  }

  @Test
  void anEmptyCacheHasNothing() {
    assertThat(weights().isHere()).isFalse();
    assertThatThrownBy(() -> weights().obtain(true, Progress.NONE))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the zoo's net could not be had")
        .hasMessageContaining(cache.toString())
        .hasMessageContaining("downloads are off (offline mode)");
  }

  /** DJL downloads into a folder beside the right one; a process that is killed leaves it there. */
  @Test
  void halfADownloadDoesNotCount() throws IOException {
    Path half = weights().place().resolveSibling("net1234567");
    Files.writeString(Files.createDirectories(half).resolve("net.pt"), "half");
    assertThat(weights().isHere()).isFalse();
  }

  @Test
  void theFileIsFoundInTheArtifactsFolder() throws IOException {
    Path file = Files.createDirectories(weights().place()).resolve("net.pt");
    Files.writeString(file, "whole");
    assertThat(weights().isHere()).isTrue();
    assertThat(weights().obtain(true, Progress.NONE)).isEqualTo(file);
  }
}
