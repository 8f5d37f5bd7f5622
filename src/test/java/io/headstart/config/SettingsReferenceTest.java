package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
  private static final Path FILE = Path.of("config", "reference.yaml");

  @Test
  void theFileInTheRepositoryIsWhatTheRecordsSay() throws IOException {
    String reference = SettingsReference.reference();
    if (Boolean.getBoolean("reference.update")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, reference);
    }

    assertThat(FILE)
        .as(
            "%s; write it with: mvn test -Dtest=SettingsReferenceTest -Dreference.update=true",
            FILE)
        .hasContent(reference);
  }

  @Test
  void theReferenceIsAConfigurationThatGivesTheDefaults() {
    String reference = SettingsReference.reference();

    assertThat(SettingsReader.parse(reference, "reference.yaml", List.of()))
        .isEqualTo(Settings.defaults());
    assertThat(reference.lines()).allMatch(line -> line.length() <= 100, "at most 100 columns");
  }

  @Test
  void everyComponentIsDocumented() {
    List<String> undocumented = new ArrayList<>();
    collect(new Shape.Section(Settings.class), "", undocumented);

    assertThat(undocumented).as("keys whose @Setting says nothing").isEmpty();
  }

  @Test
  void keysOfAbsentSectionsAreDocumentedInComments() {
    assertThat(SettingsReference.reference())
        .contains("  # Accepts a map with the keys deviation, share, or null.\n")
        .contains("  #   share: 0.1\n  #     Share of each batch that gets it.\n")
        .contains("  #   name: (required)\n")
        .contains("  # The keys are those of augment.operations.\n")
        .contains("  #   beta2: 0.99\n  #     lion: Decay of the gradient's mean.\n")
        .contains("    #   milestones: (required)\n    #     multi-step: The units");
  }

  private static void collect(Shape shape, String path, List<String> undocumented) {
    if (shape instanceof Shape.Items items) {
      collect(items.element(), path, undocumented);
    } else if (shape instanceof Shape.Alternatives choice) {
      for (Key key : choice.keys()) {
        if (key.text().isBlank()) {
          undocumented.add(path + key.name());
        }
      }
    } else if (shape instanceof Shape.Section section) {
      for (Key key : Key.of(section.type())) { // refuses components without @Setting
        if (key.text().isBlank()) {
          undocumented.add(path + key.name());
        }
        collect(key.shape(), path + key.name() + ".", undocumented);
      }
    }
  }
}
