package io.headstart.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageExportTest {
  @TempDir Path folder;

  @Test
  void anEmptySetGivesEmptyArrays() throws Exception {
    Path npz = folder.resolve("empty.npz");
    assertThat(ImageExport.write(TinyImages.of(0, 4, 5), npz, Progress.NONE)).isZero();
    assertThat(header(entry(npz, "x.npy"))).contains("'shape': (0, 4, 5, 3)");
    assertThat(header(entry(npz, "y.npy"))).contains("'shape': (0,)");
    assertThat(values(entry(npz, "x.npy"))).isEmpty();
  }

  @Test
  void writesPixelsAndLabelsInNumpysFormat() throws Exception {
    Path npz = folder.resolve("deeper/images.npz");
    TinyImages images = TinyImages.of(5, 2, 3);
    assertThat(ImageExport.write(images, npz, Progress.NONE)).isEqualTo(5);

    byte[] x = entry(npz, "x.npy");
    assertThat(Arrays.copyOf(x, 8)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    assertThat(header(x))
        .startsWith("{'descr': '|u1', 'fortran_order': False, 'shape': (5, 2, 3, 3), }")
        .endsWith("\n");
    assertThat((10 + header(x).length()) % 64).isZero();
    byte[] expected = new byte[5 * 18];
    for (int i = 0; i < 5; i++) {
      images.read(i, expected, i * 18);
    }
    assertThat(values(x)).isEqualTo(expected);

    byte[] y = entry(npz, "y.npy");
    assertThat(header(y)).startsWith("{'descr': '<i8', 'fortran_order': False, 'shape': (5,), }");
    assertThat(labels(y)).containsExactly(0, 1, 2, 0, 1);
  }

  @Test
  void leavesOutBrokenImagesAndTheirLabels() throws Exception {
    Path npz = folder.resolve("images.npz");
    TinyImages images = new TinyImages(5, 2, 3, Set.of(0, 4));
    assertThat(ImageExport.write(images, npz, Progress.NONE)).isEqualTo(3);
    assertThat(header(entry(npz, "x.npy"))).contains("'shape': (3, 2, 3, 3)");
    byte[] expected = new byte[18];
    images.read(1, expected, 0);
    assertThat(values(entry(npz, "x.npy"))).hasSize(3 * 18).startsWith(expected);
    assertThat(labels(entry(npz, "y.npy"))).containsExactly(1, 2, 0);
    assertThat(names(folder)).containsExactly("images.npz");
  }

  @Test
  void replacesAnEarlierFileAndGivesTheSameBytes() throws Exception {
    Path npz = folder.resolve("images.npz");
    Files.writeString(npz, "earlier");
    ImageExport.write(TinyImages.of(5, 2, 3), npz, Progress.NONE);
    byte[] first = Files.readAllBytes(npz);
    ImageExport.write(TinyImages.of(5, 2, 3), npz, Progress.NONE);
    assertThat(npz).hasBinaryContent(first);
  }

  @Test
  void aFailureSaysWhatToDoAndLeavesNothingBehind() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    Path npz = notAFolder.resolve("images.npz");
    assertThatThrownBy(() -> ImageExport.write(TinyImages.of(1, 2, 3), npz, Progress.NONE))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.RUN))
        .hasMessageContaining("cannot write")
        .hasMessageContaining("images.npz")
        .hasMessageContaining("choose another folder");
    Path taken = Files.createDirectories(folder.resolve("taken.npz/inside")).getParent();
    assertThatThrownBy(() -> ImageExport.write(TinyImages.of(1, 2, 3), taken, Progress.NONE))
        .isInstanceOf(Failure.class);
    assertThat(names(folder)).containsExactlyInAnyOrder("file", "taken.npz");
  }

  private static String[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }

  private static byte[] entry(Path npz, String name) throws IOException {
    try (ZipFile zip = new ZipFile(npz.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      return zip.getInputStream(entry).readAllBytes();
    }
  }

  private static int headerLength(byte[] array) {
    return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
  }

  private static String header(byte[] array) {
    return new String(array, 10, headerLength(array), StandardCharsets.US_ASCII);
  }

  private static byte[] values(byte[] array) {
    return Arrays.copyOfRange(array, 10 + headerLength(array), array.length);
  }

  private static long[] labels(byte[] array) {
    byte[] values = values(array);
    long[] labels = new long[values.length / 8];
    ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(labels);
    return labels;
  }
}
