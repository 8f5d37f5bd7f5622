package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tags and notes, and the points of a map, without the page. */
@Timeout(240)
class CheckpointNotesTest {
  @TempDir private Path folder;

  @Test
  void tagsAndNoteAreKeptChangedShownAndListed() throws Exception {
    assertThat(CommandRun.train(folder, "one").code()).isZero();
    assertThat(CommandRun.of(folder, "checkpoints", "note", "one").text())
        .isEqualTo("tags: \nnote: \n");
    note("--tags=baseline, keep", "--text=before the lesson");
    note("--tags=keep");

    JsonObject shown = CommandRun.of(folder, "checkpoints", "note", "one", "--json").json();
    assertThat(shown.get("tags").toString()).isEqualTo("[\"keep\"]");
    assertThat(shown.get("note").getAsString()).isEqualTo("before the lesson");
    JsonObject listed =
        CommandRun.of(folder, "checkpoints", "list", "--json")
            .json()
            .getAsJsonArray("checkpoints")
            .get(0)
            .getAsJsonObject();
    assertThat(listed.get("tags")).isEqualTo(shown.get("tags"));
    assertThat(listed.get("note")).isEqualTo(shown.get("note"));

    note("--tags=", "--text=");
    assertThat(folder.resolve("checkpoints/one/notes.json")).doesNotExist();
    CommandRun wrong =
        CommandRun.of(folder, "checkpoints", "note", "one", "--tags=" + "a".repeat(41));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.text()).contains("this is no tag", "up to 40 letters");
  }

  private void note(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 3];
    all[0] = "checkpoints";
    all[1] = "note";
    all[2] = "one";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    CommandRun run = CommandRun.of(folder, all);
    assertThat(run.code()).as(run.text()).isZero();
  }

  @Test
  void theMapNamesItsImagesALineARow() throws Exception {
    assertThat(CommandRun.train(folder, "one").code()).isZero();
    JsonObject mapped = CommandRun.of(folder, "map", "one", "--json", "--quiet").json();
    Path names = folder.resolve("checkpoints/one/report/map-names.txt");
    assertThat(Files.readAllLines(names))
        .hasSize(mapped.get("images").getAsInt())
        .doesNotHaveDuplicates();
  }
}
