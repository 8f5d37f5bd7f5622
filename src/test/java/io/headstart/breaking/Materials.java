package io.headstart.breaking;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** The files that jobs read: a folder of images in all formats, and a small report to reproduce. */
final class Materials {
  private static final List<String> FORMATS = List.of("png", "jpg", "bmp", "gif");

  private Materials() {}

  static void lay(Place place) throws IOException {
    Files.createDirectories(place.folder());
    Random random = new Random(1);
    for (String part : List.of("train", "test")) {
      for (String name : List.of("dark", "light")) {
        Path folder =
            Files.createDirectories(place.folder().resolve("images/" + part + "/" + name));
        for (int i = 0; i < 8; i++) {
          String format = FORMATS.get(i % FORMATS.size());
          ImageIO.write(
              image(random, name.equals("dark") ? 60 : 200),
              format,
              folder.resolve(i + "." + format).toFile());
        }
      }
    }
    Path all = Files.createDirectories(place.folder().resolve("config")).resolve("all.yaml");
    Files.copy(Path.of("config", "reference.yaml"), all);
    Path report = Files.createDirectories(place.folder().resolve("config/tiny"));
    Files.writeString(
        report.resolve("report.yaml"),
        """
        title: "a tiny report"
        rows:
          - {name: numbers, config: run.yaml, seeds: 2}
          - {name: range, kind: lr-range, config: run.yaml}
          - {name: gradients, kind: gradcheck, config: run.yaml}
          - {name: tried, kind: search, config: search.yaml}
        """);
    String run =
        """
        data: {source: synthetic, synthetic: {train: 60, test: 20}}
        features: {backbone: pixels}
        model: {hidden: [4]}
        train: {epochs: 2, threads: 1}
        gradcheck: {images: 2, parameters: 3}
        lr-range: {epochs: 1, points: 10}
        """;
    Files.writeString(report.resolve("run.yaml"), run);
    Files.writeString(
        report.resolve("search.yaml"),
        run
            + """
            search:
              method: grid
              dimensions: [{setting: train.learning-rate, values: ["0.1", "0.01"]}]
            """);
  }

  /**
   * Lays what is too large to be copied for each disturbance beside the place: a part of CIFAR-10
   * and the ResNet-18 of DJL's zoo.
   */
  static void layAssets(Place place, Path assets) throws IOException {
    Path cifar = Files.createDirectories(place.folder().resolveSibling("cifar"));
    for (String file : List.of("data_batch_1.bin", "test_batch.bin", "batches.meta.txt")) {
      Files.copy(assets.resolve("cifar-10-batches-bin").resolve(file), cifar.resolve(file));
    }
    Files.copy(
        assets.resolve("resnet18_embedding/resnet18_embedding.pt"),
        place.folder().resolveSibling("resnet18.pt"));
  }

  private static BufferedImage image(Random random, int brightness) {
    BufferedImage image = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int grey = brightness + random.nextInt(40);
        image.setRGB(x, y, grey << 16 | grey << 8 | random.nextInt(256));
      }
    }
    return image;
  }
}
