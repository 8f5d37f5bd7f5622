package io.headstart.augment;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings;
import io.headstart.data.ImageSet;
import io.headstart.io.AtomicFiles;
import io.headstart.operation.Operation;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture of what the augmentation does: the original samples in the first row, then each
 * configured operation alone (always applied, whatever its probability), then, when there are
 * several, all of them as configured.
 */
public final class ContactSheet {
  /** Small images are enlarged, by a whole factor, to about this side in pixels. */
  private static final int TILE = 96;

  private static final int GAP = 4;

  private record Row(String label, List<byte[]> samples) {}

  private ContactSheet() {}

  /**
   * Writes the sheet.
   *
   * @param columns how many samples each row shows, at least 1; fewer when the set has fewer
   * @param seed decides which samples are shown and what is drawn for them
   * @param png the file; one that is there is replaced
   * @throws Failure (usage) when no image can be shown; (run) when the file cannot be written
   */
  public static void write(
      ImageSet images, AugmentSettings settings, int columns, long seed, Path png) {
    List<Row> rows = new ArrayList<>();
    Row originals = new Row("original", samples(images, columns, seed));
    rows.add(originals);
    for (Operation operation : settings.operations()) {
      Augmentation alone = Augmentation.always(operation);
      rows.add(augmented(originals, operation.name(), alone, images, seed, rows.size()));
    }
    if (settings.operations().size() > 1) {
      String label =
          settings.mode() == AugmentSettings.Mode.ONE_OF ? "one of these" : "all of these";
      Augmentation together = Augmentation.of(settings);
      rows.add(augmented(originals, label, together, images, seed, rows.size()));
    }
    BufferedImage sheet = draw(rows, images.height(), images.width());
    AtomicFiles.write(
        png, channel -> ImageIO.write(sheet, "png", Channels.newOutputStream(channel)));
  }

  private static List<byte[]> samples(ImageSet images, int columns, long seed) {
    List<byte[]> samples = new ArrayList<>();
    for (int index : RandomStream.of(seed, "contact-sheet").permutation(images.size())) {
      if (samples.size() >= columns) {
        break;
      }
      byte[] pixels = new byte[images.bytesPerImage()];
      if (images.read(index, pixels, 0)) {
        samples.add(pixels);
      }
    }
    if (samples.isEmpty()) {
      throw Failure.usage("no contact sheet of %s", images.name())
          .received("%d images, %d columns", images.size(), columns)
          .accepted("at least one image that can be read, and one column")
          .next("choose another part of the data, or more columns")
          .build();
    }
    return samples;
  }

  private static Row augmented(
      Row originals, String label, Augmentation augmentation, ImageSet images, long seed, int row) {
    List<byte[]> samples = new ArrayList<>();
    for (byte[] original : originals.samples()) {
      byte[] pixels = original.clone();
      RandomStream random = RandomStream.of(seed, "contact-sheet", row, samples.size());
      augmentation.apply(pixels, images.height(), images.width(), random);
      samples.add(pixels);
    }
    return new Row(label, samples);
  }

  private static BufferedImage draw(List<Row> rows, int height, int width) {
    int scale = Math.max(1, TILE / Math.max(height, width));
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    int labels = labelWidth(rows, font) + 2 * GAP;
    int columns = rows.get(0).samples().size();
    int stepX = width * scale + GAP;
    int stepY = Math.max(height * scale, font.getSize()) + GAP;
    BufferedImage sheet =
        new BufferedImage(
            labels + columns * stepX, GAP + rows.size() * stepY, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(font);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    int ascent = graphics.getFontMetrics().getAscent();
    int y = GAP;
    for (Row row : rows) {
      graphics.drawString(row.label(), GAP, y + (stepY - GAP + ascent) / 2);
      int x = labels;
      for (byte[] sample : row.samples()) {
        BufferedImage image = image(sample, height, width);
        graphics.drawImage(image, x, y, width * scale, height * scale, null);
        x += stepX;
      }
      y += stepY;
    }
    graphics.dispose();
    return sheet;
  }

  private static int labelWidth(List<Row> rows, Font font) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    FontMetrics metrics = graphics.getFontMetrics(font);
    int widest = rows.stream().mapToInt(row -> metrics.stringWidth(row.label())).max().orElse(0);
    graphics.dispose();
    return widest;
  }

  private static BufferedImage image(byte[] pixels, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = (y * width + x) * 3;
        int red = pixels[i] & 0xFF;
        int green = pixels[i + 1] & 0xFF;
        int blue = pixels[i + 2] & 0xFF;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }
}
