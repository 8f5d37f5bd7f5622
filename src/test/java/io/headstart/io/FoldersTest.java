package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path folder;

  @Test
  void aFolderThatIsThereIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    Folders.create(folder);
    assertThat(folder.resolve("file")).hasContent("x");
  }

  @Test
  void missingFoldersAreMadeAlsoUnderALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    Folders.create(link.resolve("a/b"));
    assertThat(folder.resolve("a/b")).isDirectory();
  }

  @Test
  void aNewFolderIsNobodyElses() throws IOException {
    Path made = Folders.createNew(folder.resolve("new"));
    assertThatThrownBy(() -> Folders.createNew(made))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderThatCannotBeForcedIsAFailure() {
    assertThatThrownBy(() -> Folders.force(folder.resolve("gone")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aTreeIsDeletedButNotWhatALinkInItLeadsTo() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("file"), "x");
    Path tree = Files.createDirectories(folder.resolve("tree/below")).getParent();
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Folders.delete(tree);
    assertThat(tree).doesNotExist();
    assertThat(outside.resolve("file")).exists();
    Folders.delete(tree);
  }
}
