package io.headstart.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.data.ArrayImageSet;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.store.FeatureStore;
import io.headstart.store.LocalFeatureStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureExportTest {
  private static final List<String> CLASSES = List.of("ant", "=bee");

  @TempDir private Path folder;
  private FeatureExport export;
  private float[] rows;

  @BeforeEach
  void extract() {
    FeatureStore store = LocalFeatureStore.in(folder.resolve("home"), Progress.NONE);
    byte[] pixels = new byte[3 * 2 * 2 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * i);
    }
    ArrayImageSet images = new ArrayImageSet("tïny", 2, 2, new byte[] {0, 1, 1}, pixels);
    Extractor extractor =
        new Extractor(FakeBackbone.roomy(2), Optional.of(store), 1, Progress.NONE, () -> false);
    FeatureExport.Part part = new FeatureExport.Part(images, extractor.stored(store, images));
    export = new FeatureExport(List.of(part, part), CLASSES);
    int dimension = part.features().dimension();
    rows = new float[6 * dimension];
    for (int p = 0; p < 2; p++) {
      part.features().copyRows(0, 3, FloatBuffer.wrap(rows, p * 3 * dimension, 3 * dimension));
    }
  }

  @Test
  void anotherNameIsRefused() {
    assertThatThrownBy(() -> export.write(folder.resolve("features.parquet")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(".npz, .safetensors or .csv");
    assertThat(folder.resolve("features.parquet")).doesNotExist();
  }

  @Test
  void safetensorsHaveFeaturesLabelsAndNames() {
    Path file = folder.resolve("features.safetensors");
    assertThat(export.write(file)).isEqualTo(6);
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      assertThat(tensors.tensor("features").floats()).isEqualTo(rows);
      assertThat(tensors.tensor("labels").longs()).containsExactly(0, 1, 1, 0, 1, 1);
      String names = StandardCharsets.UTF_8.decode(tensors.tensor("names").data()).toString();
      assertThat(names).startsWith("tïny/0\0tïny/1\0tïny/2\0").endsWith("tïny/2\0");
      assertThat(tensors.header().metadata()).containsEntry("classes", "[\"ant\",\"\\u003dbee\"]");
    }
  }

  @Test
  void numpyArchivesHaveThem() throws Exception {
    Path file = folder.resolve("features.npz");
    assertThat(export.write(file)).isEqualTo(6);
    assertThat(header(file, "features")).contains("'descr': '<f4'", "'shape': (6, ");
    assertThat(header(file, "labels")).contains("'descr': '<i8'", "'shape': (6,)");
    assertThat(header(file, "names")).contains("'descr': '<U6'", "'shape': (6,)");
    ByteBuffer features = values(file, "features");
    for (float wanted : rows) {
      assertThat(features.getFloat()).isEqualTo(wanted);
    }
    assertThat(features.hasRemaining()).isFalse();
    ByteBuffer names = values(file, "names");
    StringBuilder second = new StringBuilder();
    for (int i = 6; i < 12; i++) {
      second.appendCodePoint(names.getInt(4 * i));
    }
    assertThat(second.toString()).isEqualTo("tïny/1");
  }

  @Test
  void tablesHaveThemAsTextThatNoSpreadsheetRuns() throws Exception {
    Path file = folder.resolve("features.csv");
    assertThat(export.write(file)).isEqualTo(6);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0)).startsWith("file,label,class,f0,f1");
    assertThat(lines.get(2)).startsWith("tïny/1,1,'=bee,");
    String[] fields = lines.get(2).split(",", -1);
    int dimension = rows.length / 6;
    for (int f = 0; f < dimension; f++) {
      assertThat(Float.parseFloat(fields[3 + f])).isEqualTo(rows[dimension + f]);
    }
  }

  private static byte[] entry(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes();
    }
  }

  private static String header(Path file, String name) throws IOException {
    byte[] bytes = entry(file, name);
    return new String(bytes, 10, headerLength(bytes), StandardCharsets.US_ASCII);
  }

  private static int headerLength(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
  }

  private static ByteBuffer values(Path file, String name) throws IOException {
    byte[] bytes = entry(file, name);
    int start = 10 + headerLength(bytes);
    return ByteBuffer.wrap(bytes, start, bytes.length - start)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
