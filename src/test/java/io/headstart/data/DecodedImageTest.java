package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedImageTest {
  @TempDir private Path folder;

  private Path written(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("image." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private float[] row(BufferedImage image) throws IOException {
    return row(written(image, "png"));
  }

  /** Reads the first row of a file. */
  private static float[] row(Path file) throws IOException {
    DecodedImage image = DecodedImage.read(file);
    float[] rgb = new float[3 * image.width()];
    image.rows().row(0, rgb);
    return rgb;
  }

  @Test
  void anEmptyFileIsNoImage() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.png"));
    assertThatThrownBy(() -> DecodedImage.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("not a PNG, JPEG, WebP, TIFF, BMP or GIF image");
  }

  @Test
  void textIsNoImageWhateverItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("text.jpg"), "a photograph of an ant");
    assertThatThrownBy(() -> DecodedImage.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("not a PNG, JPEG, WebP, TIFF, BMP or GIF image");
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, true",
    "a.JPG, true",
    "a.Jpeg, true",
    "a.bmp, true",
    "a.gif, true",
    "a.b.png, true",
    "a.webp, true",
    "a.tif, true",
    "a.TIFF, true",
    "a.txt, false",
    "a, false",
    ".png, false",
    "png, false",
    "a.png.txt, false",
    "a., false"
  })
  void namesTellImagesByTheirExtension(String name, boolean image) {
    assertThat(DecodedImage.isImageName(name)).isEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void coloursComeBackAsTheyWere(String format) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x102030);
    image.setRGB(1, 0, 0xf0e0d0);
    assertThat(row(written(image, format))).containsExactly(16, 32, 48, 240, 224, 208);
  }

  @Test
  void theContentDecidesNotTheExtension() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x102030);
    Path file = written(image, "png");
    assertThat(row(Files.move(file, folder.resolve("image.jpg")))).containsExactly(16, 32, 48);
  }

  /** Java's own conversion brightens grey: 128 would become 188. */
  @Test
  void greySamplesBecomeEqualRedGreenAndBlue() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 128, 255});
    assertThat(row(image)).containsExactly(0, 0, 0, 128, 128, 128, 255, 255, 255);
  }

  @Test
  void greyOfSixteenBitsIsScaledNotCut() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 0x8080, 0xffff});
    assertThat(row(image)[0]).isZero();
    assertThat(row(image)[3]).isEqualTo(128, within(1e-4f));
    assertThat(row(image)[6]).isEqualTo(255, within(1e-4f));
  }

  @Test
  void transparentPixelsLieOverWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00102030);
    image.setRGB(1, 0, 0xff102030);
    image.setRGB(2, 0, 0x33000000);
    float[] row = row(image);
    assertThat(Arrays.copyOf(row, 6)).containsExactly(255, 255, 255, 16, 32, 48);
    assertThat(row[6]).as("a fifth of black over white").isEqualTo(204, within(1e-3f));
  }

  @Test
  void palettesAreLookedUp() throws IOException {
    byte[] red = {10, (byte) 200};
    byte[] green = {20, 100};
    byte[] blue = {30, 50};
    IndexColorModel palette = new IndexColorModel(1, 2, red, green, blue);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 0, 0, 1);
    assertThat(row(image)).containsExactly(10, 20, 30, 200, 100, 50);
  }

  @Test
  void anAnimationIsItsFirstFrame() throws IOException {
    Path file = folder.resolve("animation.gif");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int color : new int[] {0xff0000, 0x00ff00, 0x0000ff}) {
        BufferedImage frame = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        frame.setRGB(0, 0, color);
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    assertThat(Arrays.copyOf(row(file), 3)).containsExactly(255, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void aTruncatedFileIsBroken(String format) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 7919);
    }
    Path file = written(image, format);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> DecodedImage.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aJpegCutInsideItsHeaderIsBroken() throws IOException {
    Path file = written(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "jpg");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
    assertThatThrownBy(() -> DecodedImage.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aHeaderThatPromisesTooManyPixelsIsRefusedBeforeMemoryIsAskedFor() throws IOException {
    // 2^31 - 1 pixels a side would be 13 EB of RGB.
    Path file = Files.write(folder.resolve("huge.png"), pngHeader(Integer.MAX_VALUE));
    assertThatThrownBy(() -> DecodedImage.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("4,611,686,014,132,420,609 pixels, more than 100,000,000");
  }

  /** Returns a PNG file of its signature, header and end. */
  private static byte[] pngHeader(int side) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(side);
    fields.writeInt(side);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", new byte[0]);
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    out.writeInt((int) crc.getValue());
  }
}
