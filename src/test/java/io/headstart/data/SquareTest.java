package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.DataSettings.Resize;
import io.headstart.data.Square.Span;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SquareTest {
  /** A square as Pillow made it, of one of the files beside squares.txt. */
  record Reference(String file, int side, Resize resize, int[] values) {
    @Override
    public String toString() {
      return file + " " + resize;
    }
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = SquareTest.class.getResourceAsStream("squares/" + name)) {
      return in.readAllBytes();
    }
  }

  static Stream<Reference> pillow() throws IOException {
    return new String(resource("squares.txt"), StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(SquareTest::reference);
  }

  private static Reference reference(String line) {
    List<String> fields = List.of(line.split(" "));
    int[] values = fields.stream().skip(3).mapToInt(Integer::parseInt).toArray();
    Resize resize = Resize.valueOf(fields.get(2).toUpperCase(Locale.ROOT));
    return new Reference(fields.get(0), Integer.parseInt(fields.get(1)), resize, values);
  }

  private static byte[] drawn(String file, Square square) throws IOException {
    byte[] pixels = new byte[square.bytes()];
    Arrays.fill(pixels, (byte) 99);
    square.draw(DecodedImage.read(resource(file), square), pixels, 0);
    return pixels;
  }

  /** Pillow rounds to bytes between its two passes, this program only at the end. */
  @ParameterizedTest
  @MethodSource("pillow")
  void everyFormatTurnedAndResizedIsPillowsOrItsNeighbour(Reference reference) throws IOException {
    byte[] pixels = drawn(reference.file(), new Square(reference.side(), reference.resize()));
    assertThat(pixels).hasSize(reference.values().length);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(Math.abs(Byte.toUnsignedInt(pixels[i]) - reference.values()[i]))
          .as("value %d: %d, of Pillow %d", i, pixels[i] & 0xff, reference.values()[i])
          .isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "447, 600, 1",
    "1023, 2000, 1",
    "1024, 2000, 2",
    "2048, 2048, 4",
    "4000, 3000, 4",
    "9000, 9000, 8",
    "100000, 900, 1"
  })
  void whatIsDecodedSmallerHasTwiceThePixelsOfTheCrop(int width, int height, int reduction) {
    assertThat(new Square(224, Resize.CROP).reduction(width, height)).isEqualTo(reduction);
    assertThat(new Square(224, Resize.CROP).reduction(height, width)).isEqualTo(reduction);
  }

  @Test
  void stretchingDecodesAllPixels() {
    assertThat(new Square(8, Resize.STRETCH).reduction(9000, 9000)).isEqualTo(1);
  }

  @Test
  void onlyStretchingHasTheKeyOfBefore() {
    assertThat(new Square(224, Resize.STRETCH).key()).isEmpty();
    assertThat(new Square(224, Resize.CROP).key())
        .startsWith("crop 256/224")
        .isNotEqualTo(new Square(224, Resize.PAD).key());
  }

  @ParameterizedTest
  @CsvSource({
    "500, 375, 341, 58",
    "375, 500, 256, 16",
    "1, 1, 256, 16",
    "2000000000, 1, 2147483647, 1073741712"
  })
  void theCropIsTheMiddleOfTorchvisions(int length, int other, int whole, int start) {
    assertThat(new Square(224, Resize.CROP).span(length, other))
        .isEqualTo(new Span(whole, start, 224, 0));
  }

  @ParameterizedTest
  @CsvSource({"500, 375, 224, 0", "375, 500, 168, 28", "1, 100000, 1, 112"})
  void thePaddedImageLiesInTheMiddle(int length, int other, int count, int place) {
    assertThat(new Square(224, Resize.PAD).span(length, other))
        .isEqualTo(new Span(count, 0, count, place));
  }

  @Test
  void onePixelFillsAnySquare() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x102030);
    for (Resize resize : Resize.values()) {
      byte[] pixels = new byte[new Square(8, resize).bytes()];
      new Square(8, resize).draw(DecodedImage.of(image), pixels, 0);
      assertThat(pixels).as(resize.name()).containsOnly(0x10, 0x20, 0x30);
    }
  }

  @Test
  void theLibraryLoadsWhereItIsMeantTo() {
    boolean meant =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assertThat(Leptonica.problem()).isEqualTo(meant ? Optional.empty() : Leptonica.problem());
  }
}
