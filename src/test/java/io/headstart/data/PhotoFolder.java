package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.config.DataSettings;
import io.headstart.config.SettingsReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A folder of images of one shade each, and what the program makes of it. */
final class PhotoFolder {
  static final int SIDE = 8;

  private final Path folder;

  /**
   * Takes an empty folder.
   *
   * @param folder in which images are written to {@code photos} and caches to {@code home}
   */
  PhotoFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(root());
  }

  Path root() {
    return folder.resolve("photos");
  }

  /** Writes a 2 x 2 image. */
  PhotoFolder image(String path, int shade) throws IOException {
    Path file = root().resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 4; i++) {
      image.setRGB(i % 2, i / 2, shade * 0x010101);
    }
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    assertThat(ImageIO.write(image, extension, file.toFile())).isTrue();
    return this;
  }

  PhotoFolder text(String path, String... lines) throws IOException {
    Path file = root().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines));
    return this;
  }

  /** Opens what {@code data.path} names, relative to the images. */
  Dataset open(String path, String... overrides) {
    return Datasets.open(settings(path, overrides), 0, folder.resolve("home"), true, Progress.NONE);
  }

  /** Splits what {@code data.path} names. */
  Split split(String path, String... overrides) {
    return Splits.of(open(path, overrides), settings(path, overrides).split(), 0);
  }

  DataSettings settings(String path, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("data.path=\"" + root().resolve(path) + "\"");
    all.add("data.image-size=" + SIDE);
    return SettingsReader.parse("data: {source: folder}", "photos", all).data();
  }

  /** Returns the names of the images of one side of a split. */
  static List<String> names(Dataset dataset, int[] indices) {
    List<String> all = names(dataset);
    List<String> names = new ArrayList<>();
    for (int index : indices) {
      names.add(all.get(index));
    }
    return names;
  }

  static List<String> names(Dataset dataset) {
    List<String> names = new ArrayList<>();
    for (ImageSet part : dataset.parts()) {
      for (int i = 0; i < part.size(); i++) {
        names.add(part.imageName(i));
      }
    }
    return names;
  }

  static List<Integer> shades(ImageSet images) {
    List<Integer> shades = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      byte[] pixels = new byte[images.bytesPerImage()];
      assertThat(images.read(i, pixels, 0)).isTrue();
      shades.add(Byte.toUnsignedInt(pixels[0]));
    }
    return shades;
  }
}
