package io.headstart.inference;

import io.headstart.Progress;
import io.headstart.RandomStream;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.engine.RuntimeOptions;
import io.headstart.experiment.Context;
import io.headstart.experiment.TrainFlow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A head trained on a folder of drawn photographs, on a small network with random weights. */
public final class TrainedOnFolder {
  /** The classes, in the order of the labels. */
  public static final List<String> CLASSES = List.of("blue", "green", "red");

  private static final String YAML =
      """
      device: cpu
      data: {source: folder, image-size: 40, split: {validation: 0}}
      features: {weights: random, image-size: 32, precision: float32}
      model: {hidden: [16]}
      train: {epochs: 8, batch-size: 8, learning-rate: 0.05}
      """;

  /** Holds train/ and test/. */
  public final Path images;

  final Path home;

  /** Where checkpoints lie. */
  public final Path checkpoints;

  private TrainedOnFolder(Path root) {
    this.images = root.resolve("images");
    this.home = root.resolve("home");
    this.checkpoints = root.resolve("checkpoints");
  }

  /** Draws the images and trains {@code model_1}. */
  public static TrainedOnFolder in(Path root, String... overrides) throws IOException {
    TrainedOnFolder trained = new TrainedOnFolder(root);
    trained.draw("train", 12);
    trained.draw("test", 5);
    trained.train(overrides);
    return trained;
  }

  /** Trains one more checkpoint on the same images. */
  public void train(String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("data.path=\"" + images + "\"");
    all.add("checkpoint.directory=\"" + checkpoints + "\"");
    Settings settings = SettingsReader.parse(YAML, "drawn photographs", all);
    TrainFlow.train(settings, context());
  }

  /** Returns what flows are given. */
  public Context context() {
    return new Context(home, Progress.NONE, () -> false);
  }

  /** Returns how the library is started. */
  public RuntimeOptions options() {
    return RuntimeOptions.on("cpu").withoutNetwork().withHome(home);
  }

  Path checkpoint(int number) {
    return checkpoints.resolve("model_" + number);
  }

  /** Returns the test images of a class, sorted. */
  public List<Path> testImages(String label) throws IOException {
    try (Stream<Path> files = Files.list(images.resolve("test").resolve(label))) {
      return files.sorted().toList();
    }
  }

  private void draw(String part, int count) throws IOException {
    for (int label = 0; label < CLASSES.size(); label++) {
      Path folder = Files.createDirectories(images.resolve(part).resolve(CLASSES.get(label)));
      for (int i = 0; i < count; i++) {
        RandomStream random = RandomStream.of(7, part, label, i);
        // Odd sizes, greater and smaller than what the network sees.
        BufferedImage image =
            new BufferedImage(
                30 + random.nextInt(40), 30 + random.nextInt(40), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
          for (int x = 0; x < image.getWidth(); x++) {
            int strong = 110 + random.nextInt(120);
            int weak = random.nextInt(150);
            image.setRGB(x, y, strong << (8 * label) | weak << (8 * ((label + 1) % 3)));
          }
        }
        ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      }
    }
  }
}
