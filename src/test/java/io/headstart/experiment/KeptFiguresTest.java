package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptFiguresTest {
  @TempDir private Path folder;

  @Test
  void figuresOfTheSameSettingsAndFormatAreMadeOnce() throws IOException {
    KeptFigures kept = new KeptFigures(folder);
    Settings settings = SmallRun.settings(folder);
    assertThat(kept.has("check", settings)).isFalse();
    assertThat(kept.of("check", settings, () -> Map.of("error", 1.0)).values())
        .containsEntry("error", 1.0);
    assertThat(kept.of("check", settings, () -> Map.of("error", 2.0)).values())
        .containsEntry("error", 1.0);
    assertThat(kept.has("check", SmallRun.settings(folder, "gradcheck.images=7"))).isFalse();

    Path file = folder.resolve("reproduction/check.json");
    Files.writeString(file, Files.readString(file).replace("\"format\":1,", ""));
    assertThat(kept.has("check", settings)).isFalse();
    assertThat(kept.of("check", settings, () -> Map.of("error", 3.0)).values())
        .containsEntry("error", 3.0);
  }
}
