package io.headstart.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fuzzing found stays found: each input is refused or read, within seconds. */
class FuzzFindsTest {
  private static final Path FINDS = Path.of("src/test/resources/io/headstart/fuzz");

  @TempDir private Path folder;

  private void feed(FuzzTarget target, byte[] bytes) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> target.feed(bytes, folder.resolve("input")));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasFoundOnceIsReadOrRefused(FuzzTarget target) throws IOException {
    Path finds = FINDS.resolve(target.label());
    if (Files.isDirectory(finds)) {
      try (Stream<Path> files = Files.list(finds)) {
        for (Path find : files.sorted().toList()) {
          feed(target, Files.readAllBytes(find));
        }
      }
    }
  }

  /** Fuzzing that begins with inputs that are refused at once would find nothing. */
  @ParameterizedTest
  @EnumSource
  void theSeedsAreSound(FuzzTarget target) throws IOException {
    List<byte[]> seeds = FuzzSeeds.of(target, folder.resolve("seed"));
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      target.parse(seed, folder.resolve("input"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHundredMutationsOfEachSeedAreReadOrRefused(FuzzTarget target) throws IOException {
    Random random = new Random(5);
    for (byte[] seed : FuzzSeeds.of(target, folder.resolve("seed"))) {
      for (int i = 0; i < 100; i++) {
        byte[] mutated = seed.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        feed(target, mutated);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bracketsWithoutAnEndAreRefused(FuzzTarget target) {
    for (String open :
        List.of("[", "{\"a\":", "{", "(", "}(", "- ", "\n", "\u0000", "]q\u0000h\u0000")) {
      feed(target, open.repeat(200_000).getBytes(StandardCharsets.UTF_8));
      feed(target, ("\u0000" + open.repeat(200_000)).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void anUnknownTargetIsSaidSo() {
    assertThatThrownBy(() -> FuzzTarget.labelled("pickles")).hasMessageContaining("pickles");
  }
}
