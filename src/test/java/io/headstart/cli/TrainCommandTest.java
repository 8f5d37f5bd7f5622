package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} prints. */
@Timeout(240)
class TrainCommandTest {
  @TempDir private Path folder;

  private void draw(int classes) throws IOException {
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < 10; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i % 8, i / 8, 0xffffff);
        image.setRGB(c, 7, 0xff0000);
        Path file = folder.resolve("images/class" + c + "/" + i + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
      }
    }
  }

  private CommandRun train(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(more));
    all.add(
        "--set=data={source: folder, path: images, image-size: 8, split: {test: \"0.2\","
            + " validation: 0.2}}");
    CommandRun run = CommandRun.train(folder, "run", all.toArray(String[]::new));
    assertThat(run.code()).as(run.text()).isZero();
    return run;
  }

  /** Among five classes the right one is always of the first five. */
  @Test
  void topFiveIsNotShownOfFiveClasses() throws Exception {
    draw(5);
    assertThat(train().text()).contains("balanced accuracy").doesNotContain("top-5");
    assertThat(CommandRun.of(folder, "evaluate", "--checkpoint=run").text())
        .contains("balanced accuracy")
        .doesNotContain("top-5");
    assertThat(folder.resolve("checkpoints/run/report/index.html"))
        .content()
        .contains("Balanced accuracy")
        .doesNotContain("Top-5");
    // What programs read has it.
    assertThat(CommandRun.of(folder, "evaluate", "--checkpoint=run", "--json", "--quiet").json())
        .satisfies(json -> assertThat(json.get("top-5-accuracy").getAsDouble()).isEqualTo(1));
  }

  @Test
  void topFiveIsShownOfSixClasses() throws Exception {
    draw(6);
    assertThat(train().text()).contains("top-5 accuracy");
    assertThat(folder.resolve("checkpoints/run/report/index.html"))
        .content()
        .contains("Top-5 accuracy");
  }

  @Test
  void theDocumentOfAnEnsembleHasTheMeanOfItsHeads() throws Exception {
    JsonObject document =
        CommandRun.train(folder, "run", "--seeds=0,1", "--ensemble=both", "--json", "--quiet")
            .json();
    assertThat(document.keySet()).containsExactlyInAnyOrder("heads", "accuracy", "ensemble");
    double sum = 0;
    for (JsonElement head : document.getAsJsonArray("heads")) {
      sum += head.getAsJsonObject().getAsJsonObject("test").get("accuracy").getAsDouble();
    }
    JsonObject test = document.getAsJsonObject("accuracy").getAsJsonObject("test");
    assertThat(test.get("mean").getAsDouble()).isCloseTo(sum / 2, within(1e-12));
    assertThat(test.get("count").getAsInt()).isEqualTo(2);
  }
}
