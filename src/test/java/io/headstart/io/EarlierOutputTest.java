package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierOutputTest {
  @TempDir private Path folder;

  @Test
  void aFreeNameAndAnEarlierOutputMayBeTaken() throws IOException {
    Path file = folder.resolve("out.csv");
    assertThatCode(() -> EarlierOutput.require(file, "f0", "--export")).doesNotThrowAnyException();
    Files.writeString(file, "file,label,class,f0\n");
    assertThatCode(() -> EarlierOutput.require(file, "f0", "--export")).doesNotThrowAnyException();
  }

  @Test
  void whateverElseIsThereStays() throws IOException {
    Path photograph = Files.writeString(folder.resolve("keep.jpg"), "a photograph");
    for (Path taken : new Path[] {photograph, folder}) {
      assertThatThrownBy(() -> EarlierOutput.require(taken, "f0", "--export"))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("what is there would be lost")
          .hasMessageContaining("another --export");
    }
  }
}
