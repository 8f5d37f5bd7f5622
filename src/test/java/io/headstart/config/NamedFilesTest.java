package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesTest {
  @TempDir private Path folder;

  @Test
  void theDefaultsNameNoFiles() {
    assertThat(NamedFiles.missing(Settings.defaults())).isEmpty();
  }

  @Test
  void filesThatTheRunWouldNotOpenAreNotAskedFor() {
    assertThat(
            missing(
                "{data: {source: synthetic, path: no},"
                    + " features: {backbone: pixels, weights: no.pt}}"))
        .isEmpty();
  }

  @Test
  void missingFilesAreNamedWithTheirKeys() {
    String no = folder.resolve("no").toString();

    assertThat(missing("{data: {path: " + no + "}, features: {weights: " + no + ".pt}}"))
        .containsExactly(
            "settings: data.path: received \""
                + no
                + "\", which does not exist; accepted an existing folder or tar.gz",
            "settings: features.weights: received \""
                + no
                + ".pt\", which does not exist; accepted zoo, random, hf:OWNER/NAME, or an existing .safetensors or .pt file");
    assertThat(missing("data: {path: " + folder + "}")).isEmpty();
  }

  @Test
  void validatingReportsMissingFilesWithTheirPlaces() throws IOException {
    Failure failure = validate("data:\n  source: folder\n  path: no-such-folder\n");

    assertThat(failure.kind()).isEqualTo(Failure.Kind.MISSING);
    assertThat(failure)
        .hasMessageContaining(
            "a.yaml:3:9: data.path: received \"no-such-folder\", which does not exist; accepted an"
                + " existing folder");
  }

  @Test
  void validatingReportsWrongValuesAndMissingFilesTogether() throws IOException {
    Failure failure = validate("data: {path: no-such-folder}\nseed: x\n");

    assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
    assertThat(failure)
        .hasMessageContaining("has 2 problems")
        .hasMessageContaining("a.yaml:1:14: data.path: received")
        .hasMessageContaining("a.yaml:2:7: seed: received");
  }

  @Test
  void validatingWhatIsRightGivesTheSettings() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "seed: 3");

    assertThat(SettingsReader.validate(file, List.of()).seed()).isEqualTo(3);
  }

  private Failure validate(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), yaml);
    return catchThrowableOfType(Failure.class, () -> SettingsReader.validate(file, List.of()));
  }

  private static List<String> missing(String yaml) {
    return NamedFiles.missing(SettingsReader.parse(yaml, "a.yaml", List.of()));
  }
}
