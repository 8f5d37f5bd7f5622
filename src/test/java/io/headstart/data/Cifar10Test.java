package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Assets;
import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.SettingsReader;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final String NAMES =
      "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";

  @TempDir private Path folder;

  private static Dataset open(Path path) {
    return Cifar10.open(Optional.of(path), true, Progress.NONE);
  }

  private Path batch(String name, byte[] bytes) throws IOException {
    return CifarBytes.write(folder.resolve(name + ".bin"), bytes);
  }

  private Path archive(byte[] bytes) throws IOException {
    return CifarBytes.write(folder.resolve("cifar-10-binary.tar.gz"), bytes);
  }

  @Test
  void aPathThatIsNotThereIsMissing() {
    assertThatThrownBy(() -> open(folder.resolve("nowhere")))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("received: data.path: " + folder.resolve("nowhere"))
        .hasMessageContaining("accepted: a folder with data_batch_1.bin ...");
  }

  @Test
  void anEmptyFolderHasNoImages() {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("received: none of the official .bin files");
  }

  @Test
  void testImagesAloneAreNotEnough() throws IOException {
    batch("test_batch", CifarBytes.records(0, 10));
    assertThatThrownBy(() -> open(folder))
        .hasMessageContaining("received: test_batch.bin only")
        .hasMessageContaining("at least one of data_batch_1.bin to data_batch_5.bin");
  }

  @Test
  void planesBecomePixelsAndTheHashIsThatOfTheFile() throws IOException {
    byte[] bytes = CifarBytes.records(100, 12);
    // The second pixel of the first row of image 1.
    bytes[CifarBytes.RECORD + 1 + 1] = 50;
    Path file = batch("data_batch_2", bytes);
    Dataset dataset = open(folder);
    assertThat(dataset.classes()).isEqualTo(Cifar10.CLASSES);
    ImageSet part = dataset.train().get(0);
    assertThat(part.name()).isEqualTo("data_batch_2");
    assertThat(part.size()).isEqualTo(12);
    assertThat(part.label(11)).isEqualTo(1);
    assertThat(part.contentHash()).isEqualTo(Sha256.of(file));
    byte[] pixels = new byte[part.bytesPerImage()];
    assertThat(part.read(1, pixels, 0)).isTrue();
    assertThat(Arrays.copyOf(pixels, 9)).containsExactly(101, 1, 2, 50, 1, 2, 101, 1, 2);
  }

  @Test
  void whatIsMissingOrNotOfficialIsNoted() throws IOException {
    batch("data_batch_1", CifarBytes.records(0, 10));
    batch("data_batch_3", CifarBytes.records(0, 10_000));
    batch("test_batch", CifarBytes.records(0, 20));
    Dataset dataset = open(folder);
    assertThat(dataset.train())
        .extracting(ImageSet::name)
        .containsExactly("data_batch_1", "data_batch_3");
    assertThat(dataset.test()).extracting(ImageSet::size).containsExactly(20);
    assertThat(dataset.notes())
        .containsExactly(
            "data_batch_1: 10 images, not the official 10,000",
            "data_batch_2: missing",
            "data_batch_3: not the official bytes (SHA-256 "
                + dataset.train().get(1).contentHash()
                + ", theirs bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67)",
            "data_batch_4: missing",
            "data_batch_5: missing",
            "test_batch: 20 images, not the official 10,000");
    assertThat(dataset.warnings())
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("data_batch_3: not the official bytes");
  }

  /** One bit of the official files is other figures: it is not enough to say so. */
  @Test
  void imagesThatAreNotTheOfficialOnesAreUsedOnlyWhereThatIsWanted() throws IOException {
    batch("data_batch_3", CifarBytes.records(0, 10_000));
    List<String> settings = List.of("data.path=\"" + folder + "\"");
    assertThatThrownBy(() -> opened(settings))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("data_batch_3: not the official bytes (SHA-256 ")
        .hasMessageContaining("set data.unofficial to true");
    List<String> meant = List.of(settings.get(0), "data.unofficial=true");
    assertThat(opened(meant).warnings()).hasSize(1);
  }

  private Dataset opened(List<String> settings) {
    return Datasets.open(
        SettingsReader.parse("", "none", settings).data(), 0, folder, true, Progress.NONE);
  }

  @Test
  void theFolderAboveIsAsGood() throws IOException {
    CifarBytes.write(
        folder.resolve("cifar-10-batches-bin/data_batch_1.bin"), CifarBytes.records(0, 10));
    assertThat(open(folder).train().get(0).size()).isEqualTo(10);
  }

  @Test
  void classNamesAreThoseOfTheMetaFile() throws IOException {
    batch("data_batch_1", CifarBytes.records(0, 10));
    Path meta =
        Files.writeString(folder.resolve("batches.meta.txt"), NAMES.replace("cat", "tomcat"));
    assertThat(open(folder).classes()).contains("tomcat").hasSize(10);
    Files.writeString(meta, NAMES.replace("cat", "dog"));
    assertThatThrownBy(() -> open(folder))
        .hasMessageContaining("accepted: 10 different names, one a line, in label order");
  }

  @Test
  void aFileThatEndsWithinARecordIsRefused() throws IOException {
    batch("data_batch_1", Arrays.copyOf(CifarBytes.records(0, 2), 2 * CifarBytes.RECORD - 1));
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("truncated or not CIFAR-10's binary layout")
        .hasMessageContaining("received: 6,145 bytes: 1 records and 3,072 bytes");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    batch("data_batch_1", new byte[0]);
    assertThatThrownBy(() -> open(folder)).hasMessageContaining("received: 0 bytes: 0 records");
  }

  @Test
  void aLabelAboveNineIsNamedWithItsRecord() throws IOException {
    byte[] bytes = CifarBytes.records(0, 3);
    bytes[2 * CifarBytes.RECORD] = (byte) 200;
    batch("data_batch_1", bytes);
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: label 200 in record 2 (counted from 0)");
  }

  @Test
  void theArchiveGivesWhatItsUnpackedFilesGive() throws IOException {
    byte[] train = CifarBytes.records(0, 10);
    byte[] test = CifarBytes.records(50, 10);
    Path archive =
        archive(
            CifarBytes.tarGz(
                new TreeMap<>(
                    Map.of(
                        "cifar-10-batches-bin/readme.html",
                        new byte[5],
                        "cifar-10-batches-bin/batches.meta.txt",
                        NAMES.getBytes(StandardCharsets.US_ASCII),
                        "cifar-10-batches-bin/data_batch_1.bin",
                        train,
                        "cifar-10-batches-bin/test_batch.bin",
                        test))));
    Dataset packed = open(archive);
    batch("data_batch_1", train);
    batch("test_batch", test);
    Dataset unpacked = open(folder);
    assertThat(packed.parts())
        .extracting(ImageSet::contentHash)
        .isEqualTo(unpacked.parts().stream().map(ImageSet::contentHash).toList());
    assertThat(packed.notes()).isEqualTo(unpacked.notes());
  }

  /** Nothing is unpacked: a member is read by its last name wherever it claims to lie. */
  @Test
  void membersThatPointOutsideWriteNothing() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("a/b"));
    Path archive =
        CifarBytes.write(
            inner.resolve("evil.tar.gz"),
            CifarBytes.tarGz(
                Map.of(
                    "../../data_batch_1.bin", CifarBytes.records(0, 10),
                    "/tmp/../data_batch_2.bin", CifarBytes.records(0, 10))));
    assertThat(open(archive).train()).hasSize(2);
    assertThat(folder.resolve("data_batch_1.bin")).doesNotExist();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(archive);
    }
  }

  @Test
  void namesThatOnlyEndLikeABatchAreNone() throws IOException {
    Path archive =
        archive(
            CifarBytes.tarGz(
                Map.of(
                    "._data_batch_1.bin", new byte[7],
                    "my_data_batch_1.bin", new byte[7],
                    "data_batch_6.bin", new byte[7])));
    assertThatThrownBy(() -> open(archive))
        .hasMessageContaining("received: none of the official .bin files");
  }

  @Test
  void anArchiveCutAnywhereIsToldFromAWholeOne() throws IOException {
    byte[] whole =
        CifarBytes.tarGz(
            new TreeMap<>(
                Map.of(
                    "data_batch_1.bin", CifarBytes.records(0, 40),
                    "data_batch_2.bin", CifarBytes.records(40, 40))));
    for (int eighth = 1; eighth < 8; eighth++) {
      Path archive = archive(Arrays.copyOf(whole, whole.length * eighth / 8));
      assertThatThrownBy(() -> open(archive))
          .as("%d eighths", eighth)
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.RUN))
          .hasMessageContaining("cannot read " + archive)
          .hasMessageContaining("complete (170,052,171 bytes)");
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    for (String content : List.of("", "this is no archive")) {
      Path archive = archive(content.getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> open(archive))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("cannot read " + archive)
          .hasMessageContaining("give the unpacked folder as data.path");
    }
  }

  @Test
  void aMemberOfATornRecordIsNamed() throws IOException {
    Path archive = archive(CifarBytes.tarGz(Map.of("x/data_batch_1.bin", new byte[5])));
    assertThatThrownBy(() -> open(archive))
        .hasMessageContaining("cannot read " + archive + ":x/data_batch_1.bin")
        .hasMessageContaining("received: 5 bytes");
  }

  /** The five training files lie in one, one after the other. */
  @Test
  void theFileOfDjlsCacheIsCutIntoTheOfficialParts() throws IOException {
    byte[] first = CifarBytes.records(0, 10_000);
    byte[] second = CifarBytes.records(7, 1);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Cifar10Download.CachedFiles files = Cifar10Download.CachedFiles.in(folder);
    CifarBytes.write(folder.resolve("data_batch.bin"), both);
    Dataset trainOnly = Cifar10.ofDjlCache(files);
    assertThat(trainOnly.test()).isEmpty();
    assertThat(trainOnly.train()).extracting(ImageSet::size).containsExactly(10_000, 1);
    assertThat(trainOnly.train())
        .extracting(ImageSet::contentHash)
        .containsExactly(Sha256.of(first), Sha256.of(second));

    CifarBytes.write(folder.resolve("test_batch.bin"), CifarBytes.records(0, 10));
    assertThat(Cifar10.ofDjlCache(files).test())
        .extracting(ImageSet::name)
        .containsExactly("test_batch");

    both[first.length] = 10;
    CifarBytes.write(folder.resolve("data_batch.bin"), both);
    assertThatThrownBy(() -> Cifar10.ofDjlCache(files))
        .as("counted from the start of the file")
        .hasMessageContaining("label 10 in record 10000");
  }

  /** Java's own reader of gzip looks at the sum only where somebody reads on to the end. */
  @Test
  void anArchiveWhoseSumIsWrongIsRefused() throws IOException {
    byte[] whole = CifarBytes.tarGz(Map.of("data_batch_1.bin", CifarBytes.records(0, 10)));
    whole[whole.length - 8] ^= 1;
    Path archive = archive(whole);
    assertThatThrownBy(() -> open(archive))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Corrupt GZIP trailer");
  }

  /** Two megabytes of archive that say a name of two gigabytes follows. */
  @Test
  void aNameOfTwoGigabytesIsNotReadIntoMemory() throws IOException {
    Path archive = folder.resolve("name.tar.gz");
    byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 'n');
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive))) {
      TarArchiveEntry entry =
          new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      entry.setSize(2L << 30);
      byte[] header = new byte[512];
      entry.writeEntryHeader(header);
      gzip.write(header);
      for (int i = 0; i < 64; i++) {
        gzip.write(megabyte);
      }
    }
    assertThatThrownBy(() -> open(archive))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("more bytes than the official archive has in this place");
  }

  @Test
  void aFileOfTwoGigabytesOfZerosIsRefusedUnread() throws IOException {
    Path file = batch("data_batch_1", new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(698_000L * CifarBytes.RECORD);
    }
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("too long")
        .hasMessageContaining("at most 307,300,000 bytes (100,000 images)");
  }

  @Test
  void testImagesThatAreNotTheOfficialOnesAreNoted() throws IOException {
    batch("data_batch_1", CifarBytes.records(0, 10));
    batch("test_batch", CifarBytes.records(0, 10_000));
    assertThat(open(folder).notes())
        .last(InstanceOfAssertFactories.STRING)
        .startsWith("test_batch: not the official bytes (SHA-256 ");
  }

  @Test
  void theOfficialFilesAreRecognised() {
    Path official = Assets.require("cifar-10-batches-bin");
    Dataset dataset = open(official);
    assertThat(dataset.train()).isNotEmpty();
    assertThat(dataset.notes()).noneMatch(note -> note.contains("not the official bytes"));
    assertThat(dataset.classes()).isEqualTo(Cifar10.CLASSES);
  }
}
