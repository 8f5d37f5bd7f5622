package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.engine.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedFilesTest {
  @TempDir private Path folder;

  /** Begins files and waits to be killed. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] args) throws Exception {
      for (String name : args) {
        PendingFile.of(Path.of(name)).channel().write(ByteBuffer.wrap(new byte[9]));
      }
      System.out.println("begun");
      Thread.sleep(60_000);
    }
  }

  private Process begin(String... names) throws IOException {
    Process process = ChildJvm.start(folder, Killed.class, names);
    process.inputReader().readLine();
    return process;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFolderThatIsNotThereHasNone() {
    AbandonedFiles.sweep(folder.resolve("none"));
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void foldersGoWithAllThatIsInThem() throws Exception {
    // No process has that number.
    Path abandoned = Files.createDirectory(folder.resolve(".model.99999999999-abc.tmp"));
    Files.writeString(abandoned.resolve("model.pt"), "half");
    AbandonedFiles.sweep(folder, "other");
    assertThat(abandoned).exists();
    AbandonedFiles.sweep(folder, "model");
    assertThat(abandoned).doesNotExist();
  }

  @Test
  void filesOfALiveProcessStayAndThoseOfAKilledOneGo() throws Exception {
    Process process = begin("a.json", "b.json");
    AbandonedFiles.sweep(folder);
    assertThat(names()).hasSize(2);
    process.destroyForcibly().waitFor();
    assertThat(names()).hasSize(2);
    AbandonedFiles.sweep(folder, "b");
    assertThat(names()).singleElement().asString().startsWith(".a.json.");
    AbandonedFiles.sweep(folder);
    assertThat(names()).isEmpty();
  }

  @Test
  void aFileOlderThanTheProcessOfItsNumberWasAnothers() throws IOException {
    Path own = folder.resolve("own");
    try (PendingFile pending = PendingFile.of(own)) {
      pending.channel().write(ByteBuffer.wrap(new byte[9]));
      AbandonedFiles.sweep(folder);
      Path temporary = folder.resolve(names().get(0));
      Instant before = Instant.now().minus(Duration.ofDays(1));
      Files.setLastModifiedTime(temporary, FileTime.from(before));
      AbandonedFiles.sweep(folder);
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void othersFilesStay() throws IOException {
    List<String> others =
        List.of(".a.tmp", ".lock", ".x.12-.tmp", "a.999999999-1.tmp", "model.tmp");
    for (String name : others) {
      Files.createFile(folder.resolve(name));
    }
    AbandonedFiles.sweep(folder);
    assertThat(names()).containsExactlyInAnyOrderElementsOf(others);
  }
}
