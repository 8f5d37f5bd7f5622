package io.headstart.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {
  @TempDir private Path folder;

  @Test
  void aFolderWithoutTheFileHasNoneAndEmptyOnesRemoveIt() {
    assertThat(Notes.read(folder)).isEqualTo(Notes.NONE);
    Notes.NONE.write(folder);
    Notes.of(List.of("keep"), "").write(folder);
    assertThat(folder.resolve(RunFile.NOTES)).exists();
    Notes.NONE.write(folder);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsWrittenIsRead() {
    Notes notes = Notes.of(List.of(" b ", "a", "b", ""), " \"first\"\nsecond \u202e<i> ");
    assertThat(notes.tags()).containsExactly("b", "a");
    notes.write(folder);
    assertThat(Notes.read(folder)).isEqualTo(notes);
  }

  @Test
  void whatIsTooLongOrNoTagIsRefused() {
    String longTag = "x".repeat(Notes.LONGEST_TAG + 1);
    for (String tag : List.of("a,b", "a\nb", longTag)) {
      assertThatThrownBy(() -> Notes.of(List.of(tag), ""))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("this is no tag");
    }
    assertThatThrownBy(() -> Notes.of(List.of(), "x".repeat(Notes.LONGEST_TEXT + 1)))
        .hasMessageContaining("10,001 letters");
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    Files.writeString(folder.resolve(RunFile.NOTES), "{\"tags\": 3}");
    assertThatThrownBy(() -> Notes.read(folder)).hasMessageContaining("notes.json is damaged");
  }
}
