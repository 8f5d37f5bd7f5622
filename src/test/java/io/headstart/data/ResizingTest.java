package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResizingTest {
  @TempDir private Path folder;

  /** The formula of the images in pillow-bilinear.txt. */
  private static int sample(int x, int y, int channel) {
    return (37 * x + 101 * y + 59 * channel + 7 * x * y) % 256;
  }

  private byte[] resized(int width, int height, int side) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, sample(x, y, 0) << 16 | sample(x, y, 1) << 8 | sample(x, y, 2));
      }
    }
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    byte[] pixels = new byte[side * side * 3];
    DecodedImage.read(file).toSquare(side, pixels, 0);
    return pixels;
  }

  static Stream<int[]> pillow() throws IOException {
    try (InputStream in = ResizingTest.class.getResourceAsStream("pillow-bilinear.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray());
    }
  }

  /** Pillow rounds to bytes between its two passes, this program only at the end. */
  @ParameterizedTest
  @MethodSource("pillow")
  void everyValueIsPillowsOrItsNeighbour(int[] reference) throws IOException {
    byte[] pixels = resized(reference[0], reference[1], reference[2]);
    assertThat(reference).hasSize(3 + pixels.length);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(Math.abs(Byte.toUnsignedInt(pixels[i]) - reference[3 + i]))
          .as("value %d of %s", i, Arrays.toString(Arrays.copyOf(reference, 3)))
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void anImageOfTheSizeAskedForKeepsItsBytes() throws IOException {
    byte[] pixels = resized(9, 9, 9);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(Byte.toUnsignedInt(pixels[i])).isEqualTo(sample(i / 3 % 9, i / 27, i % 3));
    }
  }

  @Test
  void halvingIsTheTrianglesMean() throws IOException {
    // Around the middle of 6 columns, a target of 3 sees four columns with weights 1, 3, 3, 1.
    byte[] pixels = resized(6, 1, 3);
    double middle =
        (sample(1, 0, 0) + 3 * sample(2, 0, 0) + 3 * sample(3, 0, 0) + sample(4, 0, 0)) / 8.0;
    assertThat(Byte.toUnsignedInt(pixels[3])).isEqualTo((int) Math.round(middle));
  }

  @Test
  void nothingOutsideTheTargetIsWritten() throws IOException {
    resized(5, 5, 4);
    byte[] target = new byte[2 + 48 + 2];
    Arrays.fill(target, (byte) 77);
    DecodedImage.read(folder.resolve("image.png")).toSquare(4, target, 2);
    assertThat(Arrays.copyOf(target, 2)).containsOnly(77);
    assertThat(Arrays.copyOfRange(target, 50, 52)).containsOnly(77);
    assertThat(Arrays.copyOfRange(target, 2, 50)).isEqualTo(resized(5, 5, 4));
  }
}
