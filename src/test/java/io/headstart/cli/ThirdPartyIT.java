package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the build says of other people's work in the jar: bill of materials and licence list. */
class ThirdPartyIT {
  private static final Path JAR = Path.of(System.getProperty("trainer.jar", "target/trainer.jar"));

  @Test
  void theJarNamesEveryPartOfTheBillWithALicence() throws IOException {
    List<String> parts = new ArrayList<>();
    for (JsonElement element : bill().getAsJsonArray("components")) {
      JsonObject part = element.getAsJsonObject();
      parts.add(
          part.get("group").getAsString()
              + ":"
              + part.get("name").getAsString()
              + ":"
              + part.get("version").getAsString());
    }
    assertThat(parts).anyMatch(part -> part.startsWith("ai.djl.pytorch:pytorch-native-cpu:"));

    List<String> licences = licences();
    for (String part : parts) {
      assertThat(licences).anyMatch(line -> line.matches(" *\\(.+\\) .+\\(" + part + " .*"));
    }
  }

  @Test
  void theLibrariesInsideTheNativesAreNamedToo() throws IOException {
    assertThat(licences())
        .anyMatch(line -> line.contains("pytorch-native-cpu") && line.contains("BSD-3-Clause"));
  }

  @Test
  void theBillHoldsNothingThatChangesFromBuildToBuild() throws IOException {
    JsonObject bill = bill();
    assertThat(bill.has("serialNumber")).isFalse();
    assertThat(bill.getAsJsonObject("metadata").has("timestamp")).isFalse();
    assertThat(bill.toString()).doesNotContain(JAR.toAbsolutePath().getParent().toString());
  }

  private static JsonObject bill() throws IOException {
    Path file = JAR.resolveSibling("bom.json");
    assumeThat(file).as("an offline build writes no bill").exists();
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static List<String> licences() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      byte[] text = jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt")).readAllBytes();
      return new String(text, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
