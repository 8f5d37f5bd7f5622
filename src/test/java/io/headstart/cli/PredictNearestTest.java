package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The training images that {@code predict} names. */
@Timeout(240)
class PredictNearestTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws Exception {
    for (Map.Entry<String, Integer> color : Map.of("red", 0x900000, "blue", 0x90).entrySet()) {
      for (int i = 0; i < 20; i++) {
        draw(
            folder.resolve("images").resolve(color.getKey()).resolve(i + ".png"),
            color.getValue(),
            i);
      }
    }
    CommandRun run =
        CommandRun.train(
            folder,
            "one",
            "--set=data={source: folder, path: images, image-size: 8, split: {test: \"0.2\","
                + " validation: 0}}");
    assertThat(run.code()).as(run.text()).isZero();
  }

  /** One color with a dot somewhere. */
  private static void draw(Path file, int color, int place) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, color);
    }
    image.setRGB(place % 8, place / 8 + 2, 0xffffff);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private static CommandRun predict(String... arguments) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("predict", "--quiet", "--checkpoint=one"));
    all.addAll(List.of(arguments));
    return CommandRun.of(folder, all.toArray(String[]::new));
  }

  @Test
  void withoutTheOptionNothingIsNamedAndNoTrainingImageIsNeeded() throws Exception {
    CommandRun run = predict("--json", "images/red/3.png");
    assertThat(prediction(run).has("nearest")).isFalse();
  }

  @Test
  void aTrainingImageIsNearestToItself() throws Exception {
    JsonArray all = predict("--json", "--nearest=5", "images").json().getAsJsonArray("predictions");
    assertThat(all).hasSize(40);
    int itself = 0;
    for (var one : all) {
      JsonObject row = one.getAsJsonObject();
      JsonArray nearest = row.getAsJsonArray("nearest");
      assertThat(nearest).hasSize(5);
      JsonObject first = nearest.get(0).getAsJsonObject();
      if (first.get("cosine").getAsDouble() > 0.9999) {
        itself++;
        assertThat(row.get("file").getAsString()).endsWith(first.get("name").getAsString());
        assertThat(row.get("file").getAsString()).contains(first.get("label").getAsString());
      }
    }
    assertThat(itself).isEqualTo(32); // The other eight are of the test.
  }

  @Test
  void theTableAndTheLinesNameTheSame() throws Exception {
    String table = predict("--nearest=2", "images/red/3.png").text();
    String line = predict("--nearest=2", "--json-lines", "images/red/3.png").text();
    JsonArray nearest =
        JsonParser.parseString(line).getAsJsonObject().get("nearest").getAsJsonArray();
    assertThat(nearest).hasSize(2);
    List<String> rows = table.lines().toList();
    assertThat(rows).hasSize(3);
    for (int i = 0; i < 2; i++) {
      JsonObject near = nearest.get(i).getAsJsonObject();
      assertThat(rows.get(i + 1))
          .startsWith("  ")
          .contains(near.get("label").getAsString() + "  " + near.get("name").getAsString());
    }
  }

  @Test
  void probabilitiesAreTheSameWithAndWithout() throws Exception {
    JsonObject with = prediction(predict("--json", "--nearest=3", "images/blue/7.png"));
    with.remove("nearest");
    assertThat(with).isEqualTo(prediction(predict("--json", "images/blue/7.png")));
  }

  @Test
  void trainingImagesThatAreNotThereAreMissingAndSaidWhereToGetThem() throws Exception {
    CommandRun run =
        predict("--nearest=3", "--set=data.path=" + folder.resolve("gone"), "images/blue/7.png");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.text())
        .contains("one has no training images to compare with", "received:", "gone")
        .contains("--set data.path=...");
  }

  @Test
  void wrongNumbersAndCsvAreMistakesInUse() throws Exception {
    CommandRun many = predict("--nearest=101", "images/blue/7.png");
    assertThat(many.code()).isEqualTo(2);
    assertThat(many.text()).contains("--nearest=101", "0 to 100");
    CommandRun csv = predict("--nearest=1", "--csv", "images/blue/7.png");
    assertThat(csv.code()).isEqualTo(2);
    assertThat(csv.text()).contains("--csv and --nearest=1");
  }

  private static JsonObject prediction(CommandRun run) {
    return run.json().getAsJsonArray("predictions").get(0).getAsJsonObject();
  }
}
