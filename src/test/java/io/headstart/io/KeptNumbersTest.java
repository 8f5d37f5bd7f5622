package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptNumbersTest {
  @TempDir private Path folder;

  @Test
  void aFileThatIsNotThereHoldsNothing() {
    assertThat(KeptNumbers.read(folder.resolve("none"))).isEmpty();
  }

  @Test
  void numbersComeBackToTheLastBit() {
    Path file = folder.resolve("deep/numbers");
    float[] values = {0, -0f, Float.MIN_VALUE, 1 / 3f, 1e30f};
    KeptNumbers.write(file, new TreeMap<>(Map.of("a", values, "b", new float[] {7})));
    Map<String, float[]> read = KeptNumbers.read(file);
    assertThat(read).containsOnlyKeys("a", "b");
    assertThat(read.get("a")).isEqualTo(values);
  }

  @Test
  void aFileWithAnyByteChangedHoldsNothing() throws IOException {
    Path file = folder.resolve("numbers");
    KeptNumbers.write(file, new TreeMap<>(Map.of("a", new float[] {12.5f, 3})));
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] damaged = good.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThat(KeptNumbers.read(file)).as("byte %d", i).isEmpty();
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThat(KeptNumbers.read(file)).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenKeepsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "").resolve("below/numbers");
    KeptNumbers.write(file, new TreeMap<>(Map.of("a", new float[] {1})));
    assertThat(KeptNumbers.read(file)).isEmpty();
  }
}
