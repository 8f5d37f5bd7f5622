package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A second signal ends the process at once, also in the middle of a forward pass. */
@DisabledOnOs(OS.WINDOWS)
class SecondSignalTest {
  @TempDir private Path folder;

  @RepeatedTest(3)
  void endsAtOnceAndWithoutACrash() throws Exception {
    Process process =
        CommandRun.start(
            folder,
            "features",
            "--offline",
            "--set=data.source=synthetic",
            "--set=data.synthetic={train: 50000, test: 10}",
            "--set=features.weights=random",
            "--set=features.precision=float32");
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                return e.toString();
              }
            });
    try {
      waitForTheFirstPass();
      process.destroy();
      Thread.sleep(300);
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(output.get(20, TimeUnit.SECONDS)).doesNotContain("fatal error");
      assertThat(process.exitValue()).isEqualTo(130);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).extracting(file -> file.getFileName().toString()).containsOnly("home");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** The entry's lock is taken before the first pass; a pass takes a quarter of a second. */
  private void waitForTheFirstPass() throws IOException, InterruptedException {
    Path features = folder.resolve("home").resolve("features");
    for (int tries = 0; tries < 600; tries++) {
      if (Files.isDirectory(features)) {
        try (Stream<Path> files = Files.list(features)) {
          if (files.anyMatch(file -> file.toString().endsWith(".lock"))) {
            Thread.sleep(1_000);
            return;
          }
        }
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("the extraction did not begin");
  }
}
