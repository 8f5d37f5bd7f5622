package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.engine.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class HealthCommandTest {
  @TempDir private Path folder;

  private String run(String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "health",
                "--quiet",
                "--set=data.source=synthetic",
                "--set=data.synthetic={train: 60, test: 20}",
                "--set=features.backbone=pixels",
                "--set=checkpoint.directory=" + folder.resolve("checkpoints")));
    all.addAll(List.of(arguments));
    Process process =
        ChildJvm.start(
            folder,
            Map.of("HEADSTART_HOME", folder.resolve("home").toString()),
            Main.class,
            all.toArray(String[]::new));
    String text = ChildJvm.output(process);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  @Test
  void theDocumentHasEveryKindOfFinding() throws Exception {
    String text = run("--json");
    JsonObject document =
        JsonParser.parseString(text.substring(text.indexOf('{'))).getAsJsonObject();
    assertThat(document.get("images").getAsInt()).isEqualTo(80);
    assertThat(document.keySet())
        .contains(
            "unreadable",
            "blank",
            "small",
            "exact-duplicates",
            "contradictions",
            "near-duplicates",
            "leaks",
            "suspected-labels",
            "outliers");
    assertThat(Path.of(document.get("report").getAsString())).exists();
    assertThat(Files.readAllLines(Path.of(document.get("exclude").getAsString())))
        .allMatch(name -> name.matches("train/\\d+|[a-z_0-9]+/\\d+"));
  }

  @Test
  void itsFolderIsNoCheckpoint() throws Exception {
    assertThat(run()).contains("images", "leaks between splits", "to exclude");
    Process process =
        ChildJvm.start(
            folder,
            Map.of("HEADSTART_HOME", folder.resolve("home").toString()),
            Main.class,
            "checkpoints",
            "--set=checkpoint.directory=" + folder.resolve("checkpoints"));
    String listed = ChildJvm.output(process);
    assertThat(process.waitFor()).as(listed).isZero();
    assertThat(listed).doesNotContain("health");
  }
}
