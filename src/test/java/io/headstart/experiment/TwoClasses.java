package io.headstart.experiment;

import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Twenty images in two classes that the first epoch tells apart: no later one validates better. */
final class TwoClasses {
  private TwoClasses() {}

  /** Writes the images into {@code images/train} below the folder. */
  static void write(Path folder) throws IOException {
    for (int i = 0; i < 10; i++) {
      image(folder.resolve("images/train/dark/" + i + ".png"), 0x101010 * (i % 5));
      image(folder.resolve("images/train/light/" + i + ".png"), 0xffffff - i);
    }
  }

  /** Writes an image of 8 x 8 pixels, two of them in a colour. */
  static void image(Path file, int colour) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 3, colour);
    image.setRGB(4, 4, colour);
    ImageIO.write(image, "png", file.toFile());
  }

  /** Returns the settings of a run on them, named run; it has validation but no test images. */
  static Settings settings(Path folder, String... overrides) {
    List<String> all = new ArrayList<>(List.of("checkpoint.name=run"));
    all.addAll(List.of(overrides));
    all.add("checkpoint.directory=\"" + folder.resolve("checkpoints") + "\"");
    return SettingsReader.parse(
        """
        data: {source: folder, path: "%s", image-size: 8, resize: stretch, split: {validation: 0.2, test: []}}
        features: {backbone: pixels}
        model: {hidden: [4]}
        train: {epochs: 3, batch-size: 4, learning-rate: 0.05, optimizer: momentum, curves: [train, validation]}
        """
            .formatted(folder.resolve("images")),
        "two classes",
        all);
  }
}
