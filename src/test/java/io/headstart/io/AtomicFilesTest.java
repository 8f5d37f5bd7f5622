package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void anEmptyFileIsWritten() {
    AtomicFiles.write(folder.resolve("empty"), new byte[0]);
    assertThat(folder.resolve("empty")).isEmptyFile();
  }

  @Test
  void foldersAreMadeAndOldContentReplaced() {
    Path path = folder.resolve("a/b/text");
    AtomicFiles.write(path, "a longer first text");
    AtomicFiles.write(path, "zweiter Täxt");
    assertThat(path).hasContent("zweiter Täxt");
    assertThat(path.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() {
    Path path = folder.resolve("text");
    AtomicFiles.write(path, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    path,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[100]));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("cannot write " + path)
        .hasMessageContaining("received: No space left on device; ")
        .hasMessageContaining(" free on that disk")
        .hasMessageContaining("accepted: a folder that can be written")
        .hasMessageContaining("next:     Free space");
    assertThat(path).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("text");
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> AtomicFiles.write(file.resolve("text"), "y"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(file + " is a file, not a folder");
  }

  @Test
  void anInterruptIsReportedAsOne() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("text"), "y"))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.INTERRUPTED));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(folder).isEmptyDirectory();
  }
}
