package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.engine.UnpackedNatives.Library;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedNativesTest {
  private static final String TEXT = "a library of these bytes";

  @TempDir Path cache;
  private final HeardLines heard = new HeardLines();

  @Test
  void nothingIsThereYet() {
    natives(TEXT.length()).check();
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void wholeLibrariesStayAndAreComparedOnce() throws Exception {
    Path library = unpack(TEXT);
    natives(TEXT.length()).check();
    FileTime compared = Files.getLastModifiedTime(library.resolveSibling(".compared"));
    natives(TEXT.length()).check();
    assertThat(library).hasContent(TEXT);
    assertThat(Files.getLastModifiedTime(library.resolveSibling(".compared"))).isEqualTo(compared);
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void aTruncatedOneIsTakenAwaySoThatItIsUnpackedAgain() throws Exception {
    Path library = unpack("a library of");
    natives(TEXT.length()).check();
    assertThat(library.getParent()).doesNotExist();
    assertThat(heard.lines).singleElement().asString().contains("damaged");
  }

  @Test
  void aFlippedByteIsFoundEvenWhenTheTimeIsSetBack() throws Exception {
    Path library = unpack(TEXT);
    natives(TEXT.length()).check();
    FileTime before = Files.getLastModifiedTime(library);
    Thread.sleep(20); // The change must have a time of its own.
    Files.writeString(library, TEXT.replace('b', 'd'));
    Files.setLastModifiedTime(library, before);
    natives(TEXT.length()).check();
    assertThat(library).doesNotExist();
  }

  @Test
  void aFullDiskIsCalledThat() {
    assertThatThrownBy(() -> natives(Long.MAX_VALUE / 2).check())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no room to unpack PyTorch")
        .hasMessageContaining("DJL_CACHE_DIR");
  }

  @Test
  void anUnpackingThatWasKilledIsSweptOnceItIsOld() throws Exception {
    Path fresh = Files.createDirectory(cache.resolve("tmp123"));
    Path old = Files.createDirectory(cache.resolve("tmp456"));
    Files.writeString(old.resolve("libtorch_cpu.so"), "half of it");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    natives(TEXT.length()).check();
    assertThat(fresh).exists();
    assertThat(old).doesNotExist();
  }

  private Path unpack(String content) throws IOException {
    Path folder = Files.createDirectory(cache.resolve("1-cpu"));
    return Files.writeString(folder.resolve("libone.so"), content);
  }

  private UnpackedNatives natives(long bytes) {
    CRC32 crc = new CRC32();
    crc.update(TEXT.getBytes(StandardCharsets.UTF_8));
    Library library = new Library("libone.so", bytes, crc.getValue());
    return new UnpackedNatives(cache, "1-cpu", List.of(library), heard);
  }
}
