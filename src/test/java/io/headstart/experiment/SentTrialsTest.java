package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentTrialsTest {
  private static Settings sent(String... changes) {
    Settings settings = SettingsReader.parse("", SettingsReader.NO_FILE, List.of(changes));
    String yaml = SentTrials.yaml(settings, Precision.FLOAT32);
    return SettingsReader.parse(yaml, "sent", List.of());
  }

  @Test
  void withoutPathsTheCachesOfEachMachineAreUsed() {
    assertThat(sent().store().path()).isEmpty();
    assertThat(sent().data().path()).isEmpty();
  }

  @Test
  void pathsAreFromTheRootAsEachProcessHasAnotherWorkingFolder() {
    Settings sent = sent("store.path=features", "data.path=images");
    assertThat(sent.store().path()).contains(Path.of("features").toAbsolutePath().toString());
    assertThat(sent.data().path()).contains(Path.of("images").toAbsolutePath().toString());
    assertThat(sent("store.path=s3a://bucket/features").store().path())
        .contains("s3a://bucket/features");
  }

  @Test
  void precisionIsTheSenders() {
    assertThat(sent("features.precision=auto").features().precision()).isEqualTo(Precision.FLOAT32);
  }
}
