package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.Context;
import io.headstart.experiment.FeaturesFlow;
import io.headstart.io.Sha256;
import io.headstart.safetensors.FloatRows;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Extraction by two threads of Spark in this process, against one process without it. */
class SparkExtractionTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path folder;
  private Path network;
  private final HeardLines heard = new HeardLines();

  @BeforeEach
  void writeNetwork() throws IOException {
    network = TinyNetwork.write(folder.resolve("tiny.pt"));
  }

  private Settings settings(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "device=cpu",
                "features.weights=" + network,
                "features.precision=float32",
                "features.image-size=32"));
    all.addAll(List.of(more));
    return SettingsReader.parse("", SettingsReader.NO_FILE, all);
  }

  private Settings drawn(int count, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.source=synthetic",
                "data.synthetic={train: " + count + ", test: 10}",
                "data.split={validation: 0, test: []}"));
    all.addAll(List.of(more));
    return settings(all.toArray(String[]::new));
  }

  private Context alone(String home) throws IOException {
    return new Context(folder.resolve(home), heard, () -> false)
        .withModules(TinyNetwork.allowed(network));
  }

  private FeaturesFlow.ExtractedFeatures one(Settings settings) throws IOException {
    return FeaturesFlow.run(settings, alone("one"), Optional.empty());
  }

  private FeaturesFlow.ExtractedFeatures several(Settings settings) throws IOException {
    return FeaturesFlow.run(settings, SPARK.context(alone("several")), Optional.empty());
  }

  @Test
  void aSetOfLessThanAChunkAndItsAugmentedCopyAreThoseOfOneProcessByteForByte() throws IOException {
    Settings settings =
        drawn(
            30,
            "data.split={validation: 0, test: [test]}",
            "augment={copies: 1, operations: [{name: horizontal-flip}, {name: gaussian-noise}]}");
    FeaturesFlow.ExtractedFeatures one = one(settings);
    assertThat(several(settings).extracted()).isEqualTo(one.extracted()).isEqualTo(70);
    assertThat(entries("several")).isEqualTo(entries("one")).hasSize(4);
    assertThat(folder.resolve("several/features/chunks")).doesNotExist();
    assertThat(several(settings).extracted()).isZero();
  }

  @Test
  void severalChunksAreThoseOfOneProcessByteForByte() throws IOException {
    Settings settings = drawn(2100);
    FeaturesFlow.ExtractedFeatures one = one(settings);
    assertThat(several(settings).extracted()).isEqualTo(one.extracted()).isEqualTo(2100);
    assertThat(entries("several")).isEqualTo(entries("one")).hasSize(1);
  }

  @Test
  void backbonesSideBySideHaveAnEntryEachAndTheirJoinedOne() throws IOException {
    Settings settings =
        drawn(
            20,
            "features.backbone=[resnet18, mobilenetv3_large_100]",
            "features.weights=[random, random]");
    one(settings);
    several(settings);
    assertThat(entries("several")).isEqualTo(entries("one")).hasSize(3);
  }

  @Test
  void wholeChunksOfAKilledDriverServeAndDamagedOnesAreMadeAgain() throws IOException {
    Settings settings = drawn(2100);
    String id = several(settings).parts().get(0).key();
    Map<String, String> expected = entries("several");
    ChunkFolder chunks =
        new ChunkFolder(folder.resolve("several/features").toUri(), id, SPARK.cluster().hadoop());
    // As if the driver had been killed after two of three chunks, one of them cut off.
    leaveChunks(chunks, folder.resolve("several/features/" + id + ".safetensors"), 2);
    ChunkFolder.ChunkFile second =
        chunks.list().stream().filter(file -> file.from() == 1024).findFirst().orElseThrow();
    Path file = Path.of(second.path().toUri());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (Stream<Path> entry = Files.list(folder.resolve("several/features"))) {
      for (Path path : entry.filter(Files::isRegularFile).toList()) {
        Files.delete(path);
      }
    }
    assertThat(several(settings).extracted()).isEqualTo(2100 - 1024);
    assertThat(entries("several")).isEqualTo(expected);
    assertThat(heard.lines).anyMatch(line -> line.contains("not whole and made again"));
  }

  private static void leaveChunks(ChunkFolder chunks, Path entry, int count) {
    try (SafetensorsFile file = Safetensors.open(entry)) {
      FloatRows rows = file.rows("features");
      for (int chunk = 0; chunk < count; chunk++) {
        ByteBuffer bytes =
            ByteBuffer.allocate(1024 * rows.dimension() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        rows.copyRows(1024 * chunk, 1024, bytes.asFloatBuffer());
        chunks.write(
            new FeatureChunk(1024 * chunk, bytes, rows.dimension(), new int[0], List.of()));
      }
    }
  }

  private Path photographs() throws IOException {
    Path root = folder.resolve("photographs");
    for (int i = 0; i < 8; i++) {
      Path place = Files.createDirectories(root.resolve("class-" + i % 2));
      BufferedImage image = new BufferedImage(40, 30 + i, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, i, 0xffffff);
      ImageIO.write(image, "png", place.resolve(i + ".png").toFile());
    }
    Files.writeString(root.resolve("class-1/3.png"), "no image");
    return root;
  }

  @Test
  void brokenImagesOfAFolderAreNamedWithTheirReasonAndSkipped() throws IOException {
    Settings settings =
        settings(
            "data={source: folder, path: " + photographs() + ", image-size: 32, max-broken: 1}",
            "data.split={validation: 0, test: []}");
    one(settings);
    List<String> expected =
        heard.lines.stream().filter(line -> line.startsWith("skipped")).toList();
    heard.lines.clear();
    several(settings);
    assertThat(heard.lines.stream().filter(line -> line.startsWith("skipped")))
        .isEqualTo(expected)
        .isNotEmpty()
        .allMatch(line -> line.contains("class-1/3.png: "));
    assertThat(entries("several")).isEqualTo(entries("one"));
  }

  @Test
  void moreBrokenImagesThanAreAcceptedEndTheRun() throws IOException {
    Settings settings =
        settings(
            "data={source: folder, path: " + photographs() + ", image-size: 32, max-broken: 0}",
            "data.split={validation: 0, test: []}");
    assertThatThrownBy(() -> several(settings))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("too many broken images")
        .hasMessageContaining("class-1/3.png");
  }

  @Test
  void aStoreOfHadoopHasTheSameBytesAndIsReadByTheNextMachine() throws IOException {
    one(drawn(30));
    Path shared = folder.resolve("shared");
    Settings settings = drawn(30, "store.path=" + SharedFileSystem.SCHEME + ":" + shared);
    assertThat(several(settings).extracted()).isEqualTo(30);
    assertThat(sums(shared)).isEqualTo(entries("one"));
    FeaturesFlow.ExtractedFeatures found =
        FeaturesFlow.run(settings, SPARK.context(alone("another")), Optional.empty());
    assertThat(found.extracted()).isZero();
    assertThat(found.parts().get(0).file())
        .hasSameBinaryContentAs(shared.resolve(found.parts().get(0).key() + ".safetensors"));
  }

  private Map<String, String> entries(String home) throws IOException {
    return sums(folder.resolve(home).resolve("features"));
  }

  /** Returns the SHA-256 of each file with features, by name. */
  private static Map<String, String> sums(Path store) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        sums.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return sums;
  }
}
