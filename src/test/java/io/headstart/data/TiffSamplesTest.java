package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.io.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFFs whose samples are not 8-bit sRGB are read for what they are, or refused in words. */
class TiffSamplesTest {
  private static final int GRAY = 1;
  private static final int RGB = 2;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;
  private static final byte[] COLORS = bytes(16, 100, 200, 240, 128, 1);

  @TempDir private Path folder;

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static DecodedImage read(byte[] file) throws IOException {
    return DecodedImage.read(new ByteArrayInputStream(file));
  }

  private static String hash(Path folder, byte[] file) throws IOException {
    Files.write(folder.resolve("image.tif"), file);
    return PixelHash.of(new FolderTree(folder), "image.tif");
  }

  @Test
  void whatIsNoTiffHasNone() throws IOException {
    for (int length = 0; length < 60; length++) {
      byte[] cut = Arrays.copyOf(new TiffBytes(RGB, 3, 8).bytes(2, COLORS), length);
      try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(cut))) {
        assertThat(TiffSamples.in(in)).isEmpty();
        assertThat(in.getStreamPosition()).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 32, 3, 32-bit floating-point samples",
    "2, 3, 32, 3, 32-bit floating-point samples",
    "1, 1, 32, 1, 32-bit integer samples",
    "1, 1, 32, 2, 32-bit signed samples",
    "1, 1, 8, 2, 8-bit signed samples",
    "8, 3, 8, 1, CIE L*a*b* colors",
    "2, 5, 8, 1, 5 samples a pixel",
    "5, 3, 8, 1, 3 samples a pixel",
    "77, 1, 8, 1, unknown colors (photometric interpretation 77)"
  })
  void otherSamplesAreRefusedInWords(
      int photometric, int samples, int bits, int format, String kind) {
    int[] formats = new int[samples];
    Arrays.fill(formats, format);
    byte[] file =
        new TiffBytes(photometric, samples, bits)
            .with(TiffBytes.FORMAT, formats)
            .bytes(2, new byte[2 * samples * bits / 8]);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("TIFF of %s is not supported: save it as grey or RGB of 8 or 16 bits", kind);
  }

  /** Java's reader passes over numbers of four bytes here, and takes them for one sample. */
  @Test
  void inksThatTheReaderDoesNotFindAreRefused() {
    byte[] file = new TiffBytes(CMYK, 4, 8).bytes(1, new byte[4]);
    ByteBuffer fields = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int entry = 10;
    while (fields.getShort(entry) != 277) {
      entry += 12;
    }
    fields.putShort(entry + 2, (short) 4);
    assertThatThrownBy(() -> read(file).pixels()).hasMessageContaining("1 samples a pixel");
  }

  @Test
  void compressedInksAreRefused() {
    byte[] file = new TiffBytes(CMYK, 4, 8).with(TiffBytes.COMPRESSION, 7).bytes(1, new byte[4]);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("JPEG-compressed CMYK");
  }

  @Test
  void aProfileDoesNotChangeColors() throws IOException {
    assertThat(read(new TiffBytes(RGB, 3, 8).bytes(2, COLORS)).pixels()).isEqualTo(COLORS);
    byte[] file = new TiffBytes(RGB, 3, 8).withProfile().bytes(2, COLORS);
    assertThat(read(file).pixels()).isEqualTo(COLORS);
  }

  @Test
  void norColorsOfSixteenBits() throws IOException {
    byte[] twice = new byte[12];
    for (int i = 0; i < 12; i++) {
      twice[i] = COLORS[i / 2];
    }
    byte[] file = new TiffBytes(RGB, 3, 16).withProfile().bytes(2, twice);
    assertThat(read(file).pixels()).isEqualTo(COLORS);
  }

  @Test
  void norWhatIsTransparentOrTurned() throws IOException {
    byte[] file =
        new TiffBytes(RGB, 4, 8)
            .with(TiffBytes.EXTRA, 2)
            .with(TiffBytes.ORIENTATION, 6)
            .withProfile()
            .bytes(2, bytes(16, 100, 200, 255, 0, 0, 0, 51));
    DecodedImage image = read(file);
    assertThat(image.width()).isEqualTo(1);
    assertThat(image.height()).isEqualTo(2);
    assertThat(image.pixels()).isEqualTo(bytes(16, 100, 200, 204, 204, 204));
  }

  @Test
  void aSampleThatIsSaidNotToBeAlphaIsNone() throws IOException {
    byte[] file =
        new TiffBytes(RGB, 4, 8).with(TiffBytes.EXTRA, 0).bytes(1, bytes(16, 100, 200, 0));
    assertThat(read(file).pixels()).isEqualTo(bytes(16, 100, 200));
    byte[] gray = new TiffBytes(GRAY, 2, 8).with(TiffBytes.EXTRA, 0).bytes(1, bytes(90, 0));
    assertThat(read(gray).pixels()).isEqualTo(bytes(90, 90, 90));
  }

  /** Red is 255 x (1 - 51/255) x (1 - 102/255). */
  @Test
  void inksAreInksWhateverTheProfileAndTheirDepth() throws IOException {
    byte[] rgb = bytes(122, 153, 0);
    byte[] inks = bytes(51, 0, 255, 102);
    assertThat(read(new TiffBytes(CMYK, 4, 8).bytes(1, inks)).pixels()).isEqualTo(rgb);
    assertThat(read(new TiffBytes(CMYK, 4, 8).withProfile().bytes(1, inks)).pixels())
        .isEqualTo(rgb);
    byte[] deep = bytes(51, 51, 0, 0, 255, 255, 102, 102);
    assertThat(read(new TiffBytes(CMYK, 4, 16).bytes(1, deep)).pixels()).isEqualTo(rgb);
  }

  /** Java's reader calls what it made of them linear light. */
  @Test
  void luminanceAndChromaBecomeColorsOfTheSameLightness() throws IOException {
    byte[] file =
        new TiffBytes(YCBCR, 3, 8).with(530, 1, 1).bytes(2, bytes(100, 128, 128, 40, 128, 128));
    byte[] pixels = read(file).pixels();
    for (int i = 0; i < 6; i++) {
      assertThat(pixels[i] & 0xff).isBetween(i < 3 ? 98 : 38, i < 3 ? 102 : 42);
    }
  }

  @Test
  void onlyWhatWasReadOtherwiseHasAnotherHash() throws IOException {
    byte[] plain = new TiffBytes(RGB, 3, 8).bytes(2, COLORS);
    assertThat(hash(folder, plain)).isEqualTo(Sha256.of(plain));
    byte[] gray = new TiffBytes(GRAY, 1, 8).withProfile().bytes(2, bytes(1, 2));
    assertThat(hash(folder, gray)).isEqualTo(Sha256.of(gray));
    byte[] inks = new TiffBytes(CMYK, 4, 8).bytes(1, bytes(1, 2, 3, 4));
    assertThat(hash(folder, inks)).isEqualTo(Sha256.of(inks));
    byte[] profile = new TiffBytes(RGB, 3, 8).withProfile().bytes(2, COLORS);
    assertThat(hash(folder, profile)).isNotEqualTo(Sha256.of(profile));
    byte[] refused = new TiffBytes(GRAY, 1, 32).bytes(1, new byte[4]);
    assertThat(hash(folder, refused)).isNotEqualTo(Sha256.of(refused));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.tif", "deflate.tif", "jpeg.tif", "rgb.bmp", "rgb.png", "rgb.gif"})
  void whatIsCutOffAnywhereIsSaidSoInWords(String name) throws IOException {
    byte[] whole = SquareTest.resource(name);
    for (int length = 0; length < whole.length - 20; length += 1 + whole.length / 60) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        read(cut);
      } catch (IOException e) {
        assertThat(e.getMessage())
            .as("%d bytes", length)
            .isNotBlank()
            .doesNotContain("null", "Exception", "java");
      }
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(IOException.class);
  }
}
