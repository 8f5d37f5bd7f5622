package io.headstart.experiment;

import io.headstart.RandomStream;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What is done to the images of CIFAR-10's fifth file. */
enum Change {
  NONE("as they are"),
  JPEG("saved again as JPEG, quality 75"),
  HALVED("scaled by half and back"),
  NOISE("Gaussian noise, deviation 0.1");

  private static final int SIDE = 32;
  private static final int RECORD = 1 + 3 * SIDE * SIDE;

  private final String text;

  Change(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** Writes a folder like the given one, with the first images of the fifth file, changed. */
  Path write(Path cifar, Path folder, int images) throws IOException {
    Files.createDirectories(folder);
    for (int part = 1; part <= 4; part++) {
      String name = "data_batch_" + part + ".bin";
      Files.createSymbolicLink(folder.resolve(name), cifar.resolve(name));
    }
    byte[] all =
        Arrays.copyOf(Files.readAllBytes(cifar.resolve("data_batch_5.bin")), images * RECORD);
    for (int i = 0; i < images; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < SIDE * SIDE; p++) {
        int at = i * RECORD + 1 + p;
        int red = all[at] & 0xff;
        int green = all[at + SIDE * SIDE] & 0xff;
        int blue = all[at + 2 * SIDE * SIDE] & 0xff;
        image.setRGB(p % SIDE, p / SIDE, red << 16 | green << 8 | blue);
      }
      BufferedImage changed = change(image, i);
      for (int p = 0; p < SIDE * SIDE; p++) {
        int at = i * RECORD + 1 + p;
        int pixel = changed.getRGB(p % SIDE, p / SIDE);
        all[at] = (byte) (pixel >> 16);
        all[at + SIDE * SIDE] = (byte) (pixel >> 8);
        all[at + 2 * SIDE * SIDE] = (byte) pixel;
      }
    }
    Files.write(folder.resolve("data_batch_5.bin"), all);
    return folder;
  }

  private BufferedImage change(BufferedImage image, int index) throws IOException {
    return switch (this) {
      case NONE -> image;
      case JPEG -> savedAgain(image);
      case HALVED -> scaled(scaled(image, SIDE / 2), SIDE);
      case NOISE -> noisy(image, RandomStream.of(0, "noise", index));
    };
  }

  private static BufferedImage savedAgain(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(0.75f);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }

  /** Bilinear: by half it is the mean of four pixels. */
  private static BufferedImage scaled(BufferedImage image, int side) {
    BufferedImage scaled = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, side, side, null);
    graphics.dispose();
    return scaled;
  }

  private static BufferedImage noisy(BufferedImage image, RandomStream random) {
    BufferedImage noisy = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < SIDE * SIDE; p++) {
      int pixel = image.getRGB(p % SIDE, p / SIDE);
      int changed = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        double value = (pixel >> shift & 0xff) + 25.5 * random.nextGaussian();
        changed |= (int) Math.round(Math.max(0, Math.min(255, value))) << shift;
      }
      noisy.setRGB(p % SIDE, p / SIDE, changed);
    }
    return noisy;
  }
}
