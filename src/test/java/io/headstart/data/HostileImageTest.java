package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.RandomStream;
import io.headstart.config.DataSettings.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images made to hang the reader or to fill its memory are refused by what their headers say. */
class HostileImageTest {
  @TempDir Path folder;

  @Test
  @Timeout(10)
  void aPipeOrADeviceIsNoImage() throws Exception {
    Path zero = Files.createSymbolicLink(folder.resolve("zero.bmp"), Path.of("/dev/zero"));
    assertThatThrownBy(() -> DecodedImage.read(zero)).hasMessage("not a regular file");
    Path pipe = folder.resolve("pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> DecodedImage.read(pipe)).hasMessage("not a regular file");
  }

  @Test
  void anOrdinaryProgressiveJpegIsRead() throws Exception {
    byte[] jpeg = progressive(640, 480);
    assertThat(JpegScans.in(ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))))
        .isBetween(5L, 20L);
    assertThat(DecodedImage.read(new ByteArrayInputStream(jpeg)).width()).isEqualTo(640);
    Path file = Files.write(folder.resolve("progressive.jpg"), jpeg);
    assertThat(DecodedImage.read(file).height()).isEqualTo(480);
  }

  /** The JDK's reader made room for whatever a strip was said to have. */
  @Test
  void aTiffWhoseStripIsLongerThanTheFileIsRefused() throws Exception {
    byte[] tiff;
    try (InputStream in = getClass().getResourceAsStream("squares/jpeg.tif")) {
      tiff = in.readAllBytes();
    }
    ByteBuffer fields = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int directory = fields.getInt(4);
    for (int i = 0; i < fields.getShort(directory); i++) {
      int field = directory + 2 + 12 * i;
      if (fields.getShort(field) == 279) {
        fields.putInt(field + 8, 2_000_000_000);
      }
    }
    assertThatThrownBy(() -> DecodedImage.read(new ByteArrayInputStream(tiff)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bytes of a strip");
  }

  @Test
  void scansWithoutEndAreRefusedBeforeTheFirst() throws Exception {
    byte[] jpeg = progressive(2000, 2000);
    byte[] lastScan = lastScan(jpeg);
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    endless.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 700; i++) {
      endless.write(lastScan);
    }
    endless.write(new byte[] {(byte) 0xFF, (byte) 0xD9});
    long start = System.nanoTime();
    assertThatThrownBy(() -> DecodedImage.read(new ByteArrayInputStream(endless.toByteArray())))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("7\\d\\d scans of 4,000,000 pixels, more than 625");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aJpegThatEndsWithinTheImageIsNotFilledUpWithGrey() throws Exception {
    for (byte[] jpeg : List.of(noise("jpeg"), progressive(640, 480))) {
      byte[] half = Arrays.copyOf(jpeg, jpeg.length / 2);
      assertThatThrownBy(() -> DecodedImage.read(new ByteArrayInputStream(half)))
          .isInstanceOf(IOException.class);
      assertThat(DecodedImage.read(new ByteArrayInputStream(jpeg)).height()).isPositive();
    }
  }

  private static byte[] noise(String format) throws IOException {
    BufferedImage image = new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB);
    RandomStream random = RandomStream.of(1, "noise");
    for (int i = 0; i < 200 * 150; i++) {
      image.setRGB(i % 200, i / 200, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @Test
  void aHeaderThatPromisesTooManyPixelsIsRefused() {
    assertThatThrownBy(() -> DecodedImage.read(new ByteArrayInputStream(png(60_000, 60_000, 8))))
        .hasMessage("3,600,000,000 pixels, more than 100,000,000");
  }

  /** As for PNG, by the library's reading of headers and by Java's. */
  @Test
  void soItIsInOtherFormats() throws Exception {
    byte[] jpeg = noise("jpeg");
    int frame = at(jpeg, 0xFF, 0xC0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    byte[] webP = SquareTest.resource("lossless.webp");
    ByteBuffer.wrap(webP).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 16_383 << 14 | 16_383);
    byte[] tiff = SquareTest.resource("deflate.tif");
    setTag(tiff, 256, 60_000);
    setTag(tiff, 257, 60_000);
    for (byte[] file : List.of(jpeg, webP, tiff)) {
      for (Resize resize : Resize.values()) {
        assertThatThrownBy(() -> DecodedImage.read(file, new Square(8, resize)))
            .isInstanceOf(IOException.class)
            .hasMessageMatching("(3,600,000,000|268,435,456) pixels, more than 100,000,000");
      }
    }
  }

  /** TIFF counts to 2^32; Java's reader gives the upper half as negative numbers. */
  @Test
  @Timeout(10)
  void aHeightBelowNothingIsRefused() throws Exception {
    byte[] tiff = SquareTest.resource("deflate.tif");
    ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putInt(entry(tiff, 257) + 8, 0xB8B8B813);
    ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putShort(entry(tiff, 257) + 2, (short) 4);
    assertThatThrownBy(() -> DecodedImage.read(new ByteArrayInputStream(tiff)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("a header of 27 x -\\d+ pixels|damaged.*");
  }

  private static int at(byte[] bytes, int first, int second) {
    int at = 0;
    while (bytes[at] != (byte) first || bytes[at + 1] != (byte) second) {
      at++;
    }
    return at;
  }

  /** Changes a short value in the first directory of a little-endian TIFF. */
  private static void setTag(byte[] tiff, int tag, int value) {
    ByteBuffer.wrap(tiff)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(entry(tiff, tag) + 8, (short) value);
  }

  private static int entry(byte[] tiff, int tag) {
    ByteBuffer file = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int entry = file.getInt(4) + 2;
    while (Short.toUnsignedInt(file.getShort(entry)) != tag) {
      entry += 12;
    }
    return entry;
  }

  /** Between segments, libjpeg passes over what does not belong there. */
  @Test
  void scansAreCountedBehindFillBytesAndRubbish() throws Exception {
    byte[] jpeg = progressive(640, 480);
    int frame = at(jpeg, 0xFF, 0xC2);
    ByteBuffer hidden = ByteBuffer.allocate(jpeg.length + 4);
    hidden.put(jpeg, 0, frame).put(new byte[] {1, 2, -1, -1}).put(jpeg, frame, jpeg.length - frame);
    byte[] file = hidden.array();
    assertThat(JpegScans.in(ImageIO.createImageInputStream(new ByteArrayInputStream(file))))
        .isEqualTo(JpegScans.in(ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))))
        .isPositive();
  }

  @Test
  void aJpegCutAnywhereIsRefusedByBothDecoders() throws Exception {
    byte[] jpeg = noise("jpeg");
    for (int length = 0; length < jpeg.length - 2; length += 1 + jpeg.length / 200) {
      byte[] cut = Arrays.copyOf(jpeg, length);
      for (Resize resize : Resize.values()) {
        assertThatThrownBy(() -> DecodedImage.read(cut, new Square(8, resize)))
            .as("%d bytes, %s", length, resize)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void deepPixelsCountForWhatTheyTake() {
    assertThatThrownBy(() -> DecodedImage.read(new ByteArrayInputStream(png(9_999, 9_999, 16))))
        .hasMessage("599,880,006 bytes of pixels, more than 300,000,000");
  }

  /** Returns a PNG that ends behind its header: red, green and blue of so many bits. */
  private static byte[] png(int width, int height, int bits) {
    ByteBuffer png = ByteBuffer.allocate(8 + 25 + 12);
    png.putLong(0x89504E470D0A1A0AL).putInt(13);
    int header = png.position();
    png.putInt(0x49484452).putInt(width).putInt(height);
    png.put((byte) bits).put((byte) 2).put(new byte[3]);
    CRC32 crc = new CRC32();
    crc.update(png.array(), header, 17);
    png.putInt((int) crc.getValue());
    png.putInt(0).putInt(0x49444154).putInt(0x35AF061E);
    return png.array();
  }

  private static byte[] progressive(int width, int height) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] lastScan(byte[] jpeg) {
    int at = jpeg.length - 2;
    while (!(jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) 0xDA)) {
      at--;
    }
    return Arrays.copyOfRange(jpeg, at, jpeg.length - 2);
  }
}
