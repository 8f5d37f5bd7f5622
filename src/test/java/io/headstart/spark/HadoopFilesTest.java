package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.DataSettings;
import io.headstart.config.SettingsReader;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.data.ImageAccess;
import io.headstart.data.ImageSet;
import io.headstart.data.RemoteFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same images by a path and by an address of Hadoop are the same data set. */
class HadoopFilesTest {
  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void writeImages() throws IOException {
    root = folder.resolve("my photos 100%");
    image("folders/cats/b/2 c.png", 2);
    image("folders/cats/a.png", 1);
    image("folders/dogs/é.png", 3);
    image("folders/dogs/.hidden.png", 4);
    Files.writeString(root.resolve("folders/dogs/notes.md"), "no image");
    Files.writeString(root.resolve("folders/classes.txt"), "dogs\ncats\n");
    image("parts/train/cats/1.png", 1);
    image("parts/train/dogs/2.png", 2);
    image("parts/val/cats/3.png", 3);
    image("parts/val/dogs/4.png", 4);
    image("parts/test/cats/5.png", 5);
    image("parts/test/dogs/6.png", 6);
    list(
        "list.csv",
        "path,label,split,group",
        "folders/cats/a.png,cat,train,x",
        "folders/dogs/é.png,dog,train,y",
        "parts/val/dogs/4.png,dog,val,y",
        "parts/val/no.png,dog,val,");
    list("list.tsv", "path\tlabel", "folders/cats/a.png\tcat", "folders/dogs/é.png\tdog");
    list(
        "list.jsonl",
        "{\"path\": \"parts/val/cats/3.png\", \"label\": \"cat\"}",
        "{\"path\": \"folders/dogs/é.png\", \"label\": \"dog\", \"weight\": 2}");
    zip("parts", root.resolve("parts.zip"));
    pack("tar", "-cf", "parts.tar", "parts");
    pack("tar", "-czf", "parts.tar.gz", "parts");
  }

  private void list(String name, String... lines) throws IOException {
    Files.writeString(root.resolve(name), String.join("\n", lines));
  }

  private void image(String path, int shade) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(9, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(shade, shade, 0xffffff);
    ImageIO.write(image, "png", file.toFile());
  }

  private void zip(String inner, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve(inner));
        OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
  }

  private void pack(String... command) throws IOException {
    Process process = new ProcessBuilder(command).directory(root.toFile()).inheritIO().start();
    assertThat(process.onExit().join().exitValue()).isZero();
  }

  private static Configuration hadoop() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.shared.impl", SharedFileSystem.class.getName());
    return hadoop;
  }

  private Dataset open(String path, RemoteFiles elsewhere) {
    DataSettings settings =
        SettingsReader.parse(
                "data: {source: folder, image-size: 8, max-broken: 9}",
                "test",
                List.of("data.path=\"" + path + "\""))
            .data();
    return Datasets.open(
        settings, 1, new ImageAccess(folder.resolve("home"), true, Progress.NONE, elsewhere));
  }

  private Dataset remote(String place) {
    return open("shared://" + root.resolve(place), new HadoopFiles(hadoop()));
  }

  /** Returns all that decides features, and what is told of the images. */
  private static List<Object> facts(Dataset dataset) {
    List<Object> facts = new ArrayList<>(List.of(dataset.classes(), dataset.notes()));
    for (ImageSet part : dataset.parts()) {
      facts.addAll(List.of(part.name(), part.contentHash(), part.columnsHash()));
      for (int i = 0; i < part.size(); i++) {
        byte[] pixels = new byte[part.bytesPerImage()];
        facts.addAll(List.of(part.imageName(i), part.label(i), part.read(i, pixels, 0)));
        facts.add(List.of(part.group(i), part.weight(i), java.util.Arrays.hashCode(pixels)));
      }
      facts.add(part.broken());
    }
    return facts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "folders",
        "parts",
        "list.csv",
        "list.tsv",
        "list.jsonl",
        "parts.zip",
        "parts.tar",
        "parts.tar.gz"
      })
  void everyLayoutIsTheDataSetThatItIsOnThisMachine(String place) {
    Dataset here = open(root.resolve(place).toString(), RemoteFiles.NONE);
    assertThat(facts(remote(place))).isEqualTo(facts(here)).hasSizeGreaterThan(8);
  }

  @Test
  void aBrokenImageIsNamedWithItsReason() throws IOException {
    Files.writeString(root.resolve("folders/cats/a.png"), "no image");
    ImageSet images = remote("folders").train().get(0);
    for (int i = 0; i < images.size(); i++) {
      images.read(i, new byte[images.bytesPerImage()], 0);
    }
    assertThat(images.broken()).singleElement().asString().startsWith("cats/a.png: ");
  }

  @Test
  void filesThatHaveNotChangedAreNotReadAgainForTheirHash() throws IOException {
    Path file = root.resolve("folders/cats/a.png");
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    String before = remote("folders").train().get(0).contentHash();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    assertThat(remote("folders").train().get(0).contentHash()).isEqualTo(before);
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(2_000_000));
    assertThat(remote("folders").train().get(0).contentHash()).isNotEqualTo(before);
  }

  @Test
  void whereNothingIsIsSaidSo() {
    assertThatThrownBy(() -> remote("nothing"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("shared:///")
        .hasMessageContaining("nothing, which is not there");
  }

  @Test
  void aFileSystemThatHadoopDoesNotKnowIsSaidToNeedAJar() {
    assertThatThrownBy(() -> open("gs://bucket/photos", new HadoopFiles(hadoop())))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("gs://bucket/photos")
        .hasMessageContaining("need a jar of their own");
  }

  @Test
  void withoutHadoopTheMessageSaysWhatToInstall() {
    assertThatThrownBy(() -> open("hdfs://me:secret@host/photos", RemoteFiles.NONE))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("received: hdfs://host/photos")
        .hasMessageContaining("unpack Spark");
  }
}
