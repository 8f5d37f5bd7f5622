package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration that the README names first. */
class FolderConfigTest {
  @Test
  void itNeedsNothingButAFolder() {
    Settings settings =
        SettingsReader.read(Path.of("config/folder.yaml"), List.of("data.path=MY_PHOTOS"));
    assertThat(settings.data().path()).contains("MY_PHOTOS");
    assertThat(settings.data().split().validation().isAuto()).isTrue();
    assertThat(settings.data().split().testIsAuto()).isTrue();
  }

  /** What stands in its comments can be typed as it stands there. */
  @Test
  void itsSuggestionsAreSettings() {
    Settings settings =
        SettingsReader.read(
            Path.of("config/folder.yaml"),
            List.of(
                "data.path=MY_PHOTOS",
                "data.exclude=[ants/blurred.jpg, exclude.txt]",
                "data.split.test=[\"0.2\"]",
                "data.split.group='([^/]+)_[^_/]*$'",
                "data.split.folds=5",
                "model.hidden=[128]",
                "model.initialization=he"));
    assertThat(settings.data().split().groupPattern()).contains("([^/]+)_[^_/]*$");
  }
}
