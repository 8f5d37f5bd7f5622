package io.headstart.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.config.AugmentSettings;
import io.headstart.config.AugmentSettings.Mode;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
  /** 2x3 pixels, enlarged 32 times, with a gap of 4 after each. */
  private static final int STEP_X = 3 * 32 + 4;

  private static final int STEP_Y = 2 * 32 + 4;

  @TempDir Path folder;

  @Test
  void withoutAnImageToShowThereIsNoSheet() {
    Path png = folder.resolve("sheet.png");
    TinyImages broken = new TinyImages(1, 2, 3, Set.of(0));
    assertThatThrownBy(() -> ContactSheet.write(broken, settings(), 4, 1, png))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no contact sheet of tiny")
        .hasMessageContaining("received: 1 images, 4 columns");
    assertThat(png).doesNotExist();
  }

  @Test
  void showsOriginalsFirstThenEachOperationThenAllTogether() throws Exception {
    Path png = folder.resolve("deeper/sheet.png");
    // Probability 0, but its row shows it nevertheless; all together then only turn black.
    ContactSheet.write(
        TinyImages.of(5, 2, 3), settings(operation("horizontal-flip", 0), black()), 3, 1, png);
    BufferedImage sheet = ImageIO.read(png.toFile());
    assertThat(sheet.getHeight()).isEqualTo(4 + 4 * STEP_Y);
    int labels = sheet.getWidth() - 3 * STEP_X;
    assertThat(labels).isGreaterThan(40);
    for (int column = 0; column < 3; column++) {
      int left = labels + column * STEP_X + 16;
      int top = 4 + 16;
      assertThat(sheet.getRGB(left, top)).isNotEqualTo(sheet.getRGB(left + 64, top));
      assertThat(sheet.getRGB(left, top + STEP_Y)).isEqualTo(sheet.getRGB(left + 64, top));
      assertThat(sheet.getRGB(left, top + 2 * STEP_Y)).isEqualTo(0xFF000000);
      assertThat(sheet.getRGB(left, top + 3 * STEP_Y)).isEqualTo(0xFF000000);
      assertThat(sheet.getRGB(left, top))
          .as("nearest")
          .isEqualTo(sheet.getRGB(left + 15, top + 15));
    }
  }

  @Test
  void showsFewerColumnsWhenThereAreFewerImages() throws Exception {
    Path two = folder.resolve("two.png");
    Path one = folder.resolve("one.png");
    ContactSheet.write(TinyImages.of(2, 2, 3), settings(), 9, 1, two);
    ContactSheet.write(new TinyImages(2, 2, 3, Set.of(0)), settings(), 9, 1, one);
    int difference = ImageIO.read(two.toFile()).getWidth() - ImageIO.read(one.toFile()).getWidth();
    assertThat(difference).isEqualTo(STEP_X);
  }

  @Test
  void isTheSameForTheSameSeed() throws Exception {
    AugmentSettings settings = settings(operation("gaussian-noise", 1));
    Path first = folder.resolve("first.png");
    Path second = folder.resolve("second.png");
    ContactSheet.write(TinyImages.of(5, 2, 3), settings, 3, 1, first);
    ContactSheet.write(TinyImages.of(5, 2, 3), settings, 3, 1, second);
    assertThat(second).hasSameBinaryContentAs(first);
    ContactSheet.write(TinyImages.of(5, 2, 3), settings, 3, 2, second);
    assertThat(Files.readAllBytes(second)).isNotEqualTo(Files.readAllBytes(first));
  }

  private static AugmentSettings settings(Operation... operations) {
    return new AugmentSettings(0, Mode.ALL, List.of(operations), TrainOn.ORIGINAL, List.of());
  }

  private static Operation black() {
    return Operations.of("brightness", 1, Optional.of(0.0), Optional.of(0.0), Padding.ZERO);
  }

  private static Operation operation(String name, double probability) {
    return Operations.of(name, probability, Optional.empty(), Optional.empty(), Padding.ZERO);
  }
}
