package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendedTextTest {
  @TempDir private Path folder;

  @Test
  void anEmptyFileHasAnExtentToo() {
    AppendedText file = AppendedText.begin(folder.resolve("a"), "");
    assertThat(file.extent()).isEqualTo(new AppendedText.Extent(0, Sha256.of("")));
    assertThat(file.extent().begins(folder.resolve("a"))).isTrue();
    assertThat(file.extent().begins(folder.resolve("missing"))).isFalse();
  }

  @Test
  void everyExtentOnTheWayBeginsTheFile() throws IOException {
    Path path = folder.resolve("a");
    AppendedText file = AppendedText.begin(path, "head\n");
    AppendedText.Extent first = file.extent();
    file.append("\u00fc\n");
    AppendedText.Extent second = file.extent();
    file.append("z\n");
    assertThat(path).hasContent("head\n\u00fc\nz\n");
    assertThat(first).isEqualTo(new AppendedText.Extent(5, Sha256.of("head\n")));
    assertThat(second).isEqualTo(new AppendedText.Extent(8, Sha256.of("head\n\u00fc\n")));
    assertThat(first.begins(path)).isTrue();
    assertThat(second.begins(path)).isTrue();
    Files.writeString(path, "heaD\n\u00fc\nz\n");
    assertThat(first.begins(path)).isFalse();
    Files.writeString(path, "head");
    assertThat(first.begins(path)).isFalse();
  }

  /** What a killed process appended after the moment that the others know of. */
  @Test
  void goingOnCutsOffWhatLiesBehind() throws IOException {
    Path path = folder.resolve("a");
    AppendedText.Extent extent = AppendedText.begin(path, "one\n").extent();
    Files.writeString(path, "two, to", StandardOpenOption.APPEND);
    AppendedText again = AppendedText.goOn(path, extent);
    assertThat(path).hasContent("one\n");
    again.append("2\n");
    assertThat(path).hasContent("one\n2\n");
    assertThat(again.extent().sha256()).isEqualTo(Sha256.of(path));
    Files.writeString(path, "1");
    assertThatThrownBy(() -> AppendedText.goOn(path, extent))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** An append that the disk refused halfway must not leave its half in the middle. */
  @Test
  void anAppendBeginsWhereTheLastOneEnded() throws IOException {
    Path path = folder.resolve("a");
    AppendedText file = AppendedText.begin(path, "one\n");
    Files.writeString(path, "ha", StandardOpenOption.APPEND);
    file.append("two\n");
    assertThat(path).hasContent("one\ntwo\n");
  }
}
