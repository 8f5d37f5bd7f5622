package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigsTest {
  @TempDir private Path base;

  @Test
  void withoutAConfigFolderNothingIsListed() {
    assertThatThrownBy(() -> Configs.locate("best.yaml", base))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("accepted: a YAML file; in config/ are: no .yaml files");
  }

  @Test
  void theNameAsGivenComesFirstThenTheConfigFolder() throws IOException {
    Path inFolder = touch("config/best.yaml");
    assertThat(Configs.locate("best.yaml", base)).isEqualTo(inFolder);

    Path given = touch("best.yaml");
    assertThat(Configs.locate("best.yaml", base)).isEqualTo(given);
    assertThat(Configs.locate(given.toAbsolutePath().toString(), base)).isEqualTo(given);
  }

  @Test
  void aFolderIsNoConfiguration() throws IOException {
    touch("best/x.txt");
    Path file = touch("config/best");

    assertThat(Configs.locate("best", base)).isEqualTo(file);
  }

  @Test
  void aMissingFileNamesBothPlacesAndTheFilesThatExist() throws IOException {
    touch("config/quickstart.yaml");
    touch("config/a/one.yaml");
    touch("config/notes.txt");

    assertThatThrownBy(() -> Configs.locate("bset.yaml", base))
        .hasMessage(
            "the configuration bset.yaml was not found\n"
                + "  received: bset.yaml; looked for "
                + base.resolve("bset.yaml")
                + " and "
                + base.resolve("config/bset.yaml")
                + "\n  accepted: a YAML file; in config/ are: a/one.yaml, quickstart.yaml\n"
                + "  next:     give one of these, or the path of your own file, with --config")
        .extracting(failure -> ((Failure) failure).kind())
        .isEqualTo(Failure.Kind.MISSING);
  }

  private Path touch(String name) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }
}
