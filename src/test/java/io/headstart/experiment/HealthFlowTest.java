package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.health.Checkup;
import io.headstart.health.Duplicates.Pair;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFlowTest {
  private static final int SIDE = 40;

  @TempDir private Path folder;

  private Settings settings(String... overrides) {
    return SettingsReader.parse(
        """
        data: {source: folder, path: "%s", image-size: 32, split: {validation: 0}}
        features: {backbone: pixels}
        checkpoint: {directory: "%s"}
        """
            .formatted(folder.resolve("images"), folder.resolve("checkpoints")),
        "pictures",
        List.of(overrides));
  }

  private HealthFlow.WrittenCheckup check() {
    return HealthFlow.run(settings(), SmallRun.context(folder));
  }

  /** Draws light or dark rectangles on the other ground. */
  private static BufferedImage picture(boolean light, long seed) {
    RandomStream random = RandomStream.of(seed, "picture");
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(light ? Color.DARK_GRAY : Color.LIGHT_GRAY);
    graphics.fillRect(0, 0, SIDE, SIDE);
    for (int i = 0; i < 6; i++) {
      int level = light ? 150 + random.nextInt(60) : random.nextInt(90);
      graphics.setColor(new Color(level, level, level / 2));
      graphics.fillRect(random.nextInt(SIDE), random.nextInt(SIDE), 12, 8);
    }
    graphics.dispose();
    return image;
  }

  private void write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve("images").resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.substring(name.length() - 3), file.toFile());
  }

  private void pictures() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("train/dark/%02d.png".formatted(i), picture(false, i));
      write("train/light/%02d.png".formatted(i), picture(true, 100 + i));
    }
    for (int i = 0; i < 5; i++) {
      write("test/dark/%02d.png".formatted(i), picture(false, 200 + i));
      write("test/light/%02d.png".formatted(i), picture(true, 300 + i));
    }
  }

  private static String names(Checkup checkup, Pair pair) {
    return checkup.images().name(pair.first()) + " " + checkup.images().name(pair.second());
  }

  @Test
  void onlyUnreadableImagesAreAFailure() throws IOException {
    for (String name : List.of("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png")) {
      Path file = folder.resolve("images").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "no image");
    }
    assertThatThrownBy(this::check)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("there is no image to check");
  }

  @Test
  void healthyImagesHaveNoFindings() throws IOException {
    pictures();
    HealthFlow.WrittenCheckup written = check();
    assertThat(written.checkup().images().size()).isEqualTo(70);
    assertThat(written.checkup().leaks()).isEmpty();
    assertThat(written.checkup().suspects()).isEmpty();
    assertThat(written.files().exclude()).isEmptyFile();
    assertThat(written.files().page())
        .isEqualTo(folder.resolve("checkpoints/health/report/index.html"));
  }

  @Test
  void everyKindOfFaultIsFound() throws IOException {
    pictures();
    write("test/dark/copy.bmp", picture(false, 3));
    write(
        "test/light/brighter.png", new RescaleOp(1.15f, 5, null).filter(picture(true, 104), null));
    write("train/light/wrong.png", picture(false, 77));
    write("train/dark/blank.png", new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB));
    write("train/dark/small.png", picture(false, 78).getSubimage(0, 0, 20, 20));
    Files.writeString(folder.resolve("images/train/dark/broken.png"), "no image");
    HealthFlow.WrittenCheckup written = check();
    Checkup checkup = written.checkup();
    assertThat(checkup.unreadable()).containsOnlyKeys("train/dark/broken.png");
    assertThat(checkup.unreadable().get("train/dark/broken.png")).contains("not a PNG");
    assertThat(checkup.blank().stream().map(checkup.images()::name))
        .containsExactly("train/dark/blank.png");
    assertThat(checkup.small().stream().map(checkup.images()::name))
        .containsExactly("train/dark/small.png");
    assertThat(checkup.leaks().stream().map(pair -> names(checkup, pair)))
        .containsExactlyInAnyOrder(
            "train/dark/03.png test/dark/copy.bmp", "train/light/04.png test/light/brighter.png");
    assertThat(checkup.suspects().stream().map(one -> checkup.images().name(one.image())))
        .contains("train/light/wrong.png");
    assertThat(Files.readAllLines(written.files().exclude()))
        .contains(
            "train/dark/broken.png",
            "train/dark/blank.png",
            "train/dark/03.png",
            "train/light/04.png",
            "train/light/wrong.png")
        .noneMatch(name -> name.startsWith("test/"));
    assertThat(Files.readString(written.files().findings()))
        .startsWith("finding,image,subset,label,other,value\n")
        .contains("unreadable,train/dark/broken.png,")
        .contains("leak,test/dark/copy.bmp,test,dark,train/dark/03.png,1.0\n");
    assertThat(Files.readString(written.files().page()))
        .contains("data:image/png;base64,", "Leaks", "train/light/wrong.png")
        .doesNotContain("http:", "https:");
  }

  @Test
  void ofEqualImagesUnderTwoLabelsTheRightOneStays() throws IOException {
    pictures();
    write("train/dark/copy.png", picture(true, 105));
    write("train/light/also.png", picture(false, 6));
    HealthFlow.WrittenCheckup written = check();
    assertThat(Files.readAllLines(written.files().exclude()))
        .contains("train/dark/copy.png", "train/light/also.png")
        .doesNotContain("train/light/05.png", "train/dark/06.png");
    assertThat(Files.readString(written.files().findings()))
        .contains(
            "contradiction,train/dark/copy.png,train,dark,train/light/05.png,\n",
            "contradiction,train/light/also.png,train,light,train/dark/06.png,\n");
    assertThat(Files.readString(written.files().page()))
        .contains("Contradicting labels", "train/light/05.png stays: its label is not suspected");
  }

  @Test
  void whatDoesNotFitALineOfTheListIsSaid() throws IOException {
    pictures();
    assertThat(check().files().missing()).isEmpty();
    Files.writeString(folder.resolve("images/train/dark/new\nline.png"), "no image");
    HealthFlow.WrittenCheckup written = check();
    assertThat(written.files().exclude()).isEmptyFile();
    assertThat(written.files().missing())
        .contains(
            "exclude.txt lacks 1 images whose names have line breaks; name them in data.exclude:"
                + " \"train/dark/new\\nline.png\"");
  }

  @Test
  void theSameImagesGiveTheSameFiles() throws IOException {
    pictures();
    write("test/dark/copy.bmp", picture(false, 3));
    byte[] page = Files.readAllBytes(check().files().page());
    assertThat(Files.readAllBytes(check().files().page())).isEqualTo(page);
  }
}
