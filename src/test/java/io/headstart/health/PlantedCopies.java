package io.headstart.health;

import io.headstart.RandomStream;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * CIFAR-10's binary files with copies of training images behind the test images: exact ones, and
 * copies that were saved as JPEG, made brighter or darker, shifted or mirrored.
 */
public final class PlantedCopies {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final float JPEG_QUALITY = 0.75f;

  /** What is done to a copy. */
  public enum Change {
    EXACT,
    JPEG,
    BRIGHTNESS,
    SHIFT,
    MIRROR
  }

  /** A copy in the test part, of an image in a training part. */
  public record Copy(String original, String name, Change change) {}

  private final RandomStream random;

  private PlantedCopies(RandomStream random) {
    this.random = random;
  }

  /**
   * Writes the files.
   *
   * @param source folder with data_batch_1.bin .. data_batch_5.bin and test_batch.bin
   * @param target folder for the same, the training parts as links
   * @param parts numbers of the training parts that are copied from
   * @return the copies, by their names
   */
  public static Map<String, Copy> write(Path source, Path target, int count, int[] parts, long seed)
      throws IOException {
    RandomStream random = RandomStream.of(seed, "planted-copies");
    PlantedCopies planting = new PlantedCopies(random);
    Files.createDirectories(target);
    List<byte[]> batches = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      String name = "data_batch_" + i + ".bin";
      batches.add(Files.readAllBytes(source.resolve(name)));
      Files.deleteIfExists(target.resolve(name));
      Files.createSymbolicLink(target.resolve(name), source.resolve(name).toAbsolutePath());
    }
    ByteArrayOutputStream test = new ByteArrayOutputStream();
    test.write(Files.readAllBytes(source.resolve("test_batch.bin")));
    Map<String, Copy> copies = new LinkedHashMap<>();
    int[] order = random.permutation(parts.length * 10_000);
    for (int i : IntStream.range(0, count).toArray()) {
      int part = parts[order[i] / 10_000];
      int index = order[i] % 10_000;
      Change change = Change.values()[i % Change.values().length];
      String name = "test_batch/" + test.size() / RECORD;
      test.write(planting.changed(batches.get(part - 1), index * RECORD, change));
      copies.put(name, new Copy("data_batch_" + part + "/" + index, name, change));
    }
    Files.write(target.resolve("test_batch.bin"), test.toByteArray());
    return copies;
  }

  private byte[] changed(byte[] batch, int offset, Change change) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = (rgb << 8) | Byte.toUnsignedInt(batch[offset + 1 + c * PLANE + i]);
      }
      image.setRGB(i % SIDE, i / SIDE, rgb);
    }
    BufferedImage result =
        switch (change) {
          case EXACT -> image;
          case JPEG -> jpeg(image);
          case BRIGHTNESS -> scaled(image);
          case SHIFT -> moved(image);
          case MIRROR -> mapped(image, (x, y) -> image.getRGB(SIDE - 1 - x, y));
        };
    byte[] record = new byte[RECORD];
    record[0] = batch[offset];
    for (int i = 0; i < PLANE; i++) {
      int rgb = result.getRGB(i % SIDE, i / SIDE);
      for (int c = 0; c < 3; c++) {
        record[1 + c * PLANE + i] = (byte) (rgb >> (16 - 8 * c));
      }
    }
    return record;
  }

  private interface Pixels {
    int at(int x, int y);
  }

  private static BufferedImage mapped(BufferedImage image, Pixels pixels) {
    BufferedImage result =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        result.setRGB(x, y, pixels.at(x, y));
      }
    }
    return result;
  }

  private static BufferedImage jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(JPEG_QUALITY);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }

  /** Makes an image 10 to 30 % brighter or darker. */
  private BufferedImage scaled(BufferedImage image) {
    double by = random.uniform(0.1, 0.3);
    double factor = random.chance(0.5) ? 1 + by : 1 - by;
    return mapped(
        image,
        (x, y) -> {
          int rgb = 0;
          for (int shift = 16; shift >= 0; shift -= 8) {
            int value = (image.getRGB(x, y) >> shift) & 0xff;
            rgb = (rgb << 8) | (int) Math.min(255, Math.round(value * factor));
          }
          return rgb;
        });
  }

  /** Shifts an image by one or two pixels; its edge is repeated. */
  private BufferedImage moved(BufferedImage image) {
    int right = random.nextInt(5) - 2;
    int down = right == 0 ? 2 - 4 * random.nextInt(2) : random.nextInt(5) - 2;
    return mapped(image, (x, y) -> image.getRGB(inside(x + right), inside(y + down)));
  }

  private static int inside(int coordinate) {
    return Math.max(0, Math.min(SIDE - 1, coordinate));
  }
}
