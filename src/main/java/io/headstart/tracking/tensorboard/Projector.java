package io.headstart.tracking.tensorboard;

import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.report.Thumbnail;
import io.headstart.tracking.Embedding;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * The files of TensorBoard's projector: points, what is known of each, and a picture of all images,
 * which it takes apart into squares, row by row.
 */
final class Projector {
  /** Pixels a side of an image in the picture of all. */
  private static final int SIDE = 32;

  private Projector() {}

  static void write(Path folder, Embedding embedding) {
    List<Embedding.Point> points = embedding.points();
    if (points.isEmpty()) {
      return;
    }
    StringBuilder tensors = new StringBuilder();
    StringBuilder metadata = new StringBuilder("class\tpredicted\timage\n");
    double scale = scale(points);
    for (Embedding.Point point : points) {
      append(tensors, point.features(), scale);
      metadata.append(cell(point.label())).append('\t').append(cell(point.predicted()));
      metadata.append('\t').append(cell(point.name())).append('\n');
    }
    AbandonedFiles.sweep(folder);
    AtomicFiles.write(folder.resolve("tensors.tsv"), tensors.toString());
    AtomicFiles.write(folder.resolve("metadata.tsv"), metadata.toString());
    Optional<byte[]> sprite = sprite(points);
    sprite.ifPresent(png -> AtomicFiles.write(folder.resolve("sprite.png"), png));
    String config =
        """
        embeddings {
          tensor_name: "features"
          tensor_path: "tensors.tsv"
          metadata_path: "metadata.tsv"
        %s}
        """;
    String images =
        """
          sprite {
            image_path: "sprite.png"
            single_image_dim: %1$d
            single_image_dim: %1$d
          }
        """;
    AtomicFiles.write(
        folder.resolve("projector_config.pbtxt"),
        config.formatted(sprite.isPresent() ? images.formatted(SIDE) : ""));
  }

  /**
   * Returns by how much coordinates are multiplied to be whole numbers of up to six digits. The
   * projector looks at directions and distances only, and whole numbers are written in a fraction
   * of the time.
   */
  private static double scale(List<Embedding.Point> points) {
    double greatest = 0;
    for (Embedding.Point point : points) {
      for (float feature : point.features()) {
        greatest = Math.max(greatest, Math.abs(feature));
      }
    }
    return greatest > 0 ? Math.pow(10, 5 - Math.floor(Math.log10(greatest))) : 1;
  }

  private static void append(StringBuilder tensors, float[] features, double scale) {
    for (int i = 0; i < features.length; i++) {
      if (i > 0) {
        tensors.append('\t');
      }
      tensors.append(Math.round(features[i] * scale));
    }
    tensors.append('\n');
  }

  private static String cell(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static Optional<byte[]> sprite(List<Embedding.Point> points) {
    if (points.stream().allMatch(point -> point.pixels().isEmpty())) {
      return Optional.empty();
    }
    int across = (int) Math.ceil(Math.sqrt(points.size()));
    BufferedImage all = new BufferedImage(across * SIDE, across * SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    for (int i = 0; i < points.size(); i++) {
      int x = i % across * SIDE;
      int y = i / across * SIDE;
      points
          .get(i)
          .pixels()
          .ifPresent(
              pixels -> graphics.drawImage(Thumbnail.of(pixels, SIDE), x, y, SIDE, SIDE, null));
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(all, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return Optional.of(bytes.toByteArray());
  }
}
