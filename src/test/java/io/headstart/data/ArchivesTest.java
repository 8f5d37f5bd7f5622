package io.headstart.data;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  @TempDir private Path folder;
  private PhotoFolder photos;

  @BeforeEach
  void drawImages() throws IOException {
    photos = new PhotoFolder(folder);
    photos.image("bugs/train/ants/1.png", 1).image("bugs/train/ants/deep/2.png", 2);
    photos.image("bugs/train/bees/1.png", 3).image("bugs/val/ants/1.png", 4);
    photos.image("bugs/val/bees/1.png", 5).text("bugs/readme.txt", "x");
    photos.text("__MACOSX/bugs/._readme.txt", "x").text("bugs/.DS_Store", "x");
  }

  /** Packs all files into an archive beside the folder of images; returns its path from there. */
  private String pack(String name) throws IOException {
    Path archive = folder.resolve(name);
    try (Stream<Path> found = Files.walk(photos.root())) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      if (name.endsWith(".zip")) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
          for (Path file : files) {
            zip.putNextEntry(new ZipEntry(photos.root().relativize(file).toString()));
            Files.copy(file, zip);
          }
        }
      } else {
        try (OutputStream file = Files.newOutputStream(archive);
            OutputStream packed = name.endsWith("gz") ? new GZIPOutputStream(file) : file;
            TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
          for (Path one : files) {
            tar.putArchiveEntry(
                new TarArchiveEntry(one.toFile(), "./" + photos.root().relativize(one)));
            Files.copy(one, tar);
            tar.closeArchiveEntry();
          }
        }
      }
    }
    return "../" + name;
  }

  private String zip(String... names) throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("x.zip")))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return "../x.zip";
  }

  private void refused(String path, String received) {
    assertThatThrownBy(() -> photos.open(path))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot be read")
        .hasMessageContaining(received)
        .hasMessageContaining("accepted: a whole zip, tar or tar.gz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz", "misnamed.csv.tgz"})
  void anArchiveIsReadAsTheFolderInIt(String name) throws IOException {
    Dataset unpacked = photos.open("bugs");
    for (int again = 0; again < 2; again++) {
      Dataset packed = photos.open(pack(name));
      assertThat(packed.classes()).containsExactly("ants", "bees");
      assertThat(PhotoFolder.names(packed).get(1)).isEqualTo("bugs/train/ants/deep/2.png");
      ImageSet train = packed.train().get(0);
      assertThat(PhotoFolder.shades(train)).containsExactly(1, 2, 3);
      assertThat(train.contentHash()).isEqualTo(unpacked.train().get(0).contentHash());
      ImageSet validation = packed.validation().get(0);
      assertThat(PhotoFolder.shades(validation)).containsExactly(4, 5);
      assertThat(validation.contentHash()).isEqualTo(unpacked.validation().get(0).contentHash());
      assertThat(packed.notes())
          .containsExactly("the images lie in bugs/", "1 files that are no images, not used");
    }
  }

  @Test
  void whatItIsSaysItsContentAndNotItsName() throws IOException {
    pack("a.zip");
    Files.move(folder.resolve("a.zip"), folder.resolve("a.tar"));
    assertThat(photos.open("../a.tar").classes()).containsExactly("ants", "bees");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz"})
  void aListInAnArchiveNamesItsImages(String name) throws IOException {
    photos.text("bugs/list.csv", "path,label", "val/ants/1.png,small", "train/bees/1.png,big");
    Dataset packed = photos.open(pack(name));
    assertThat(packed.classes()).containsExactly("big", "small");
    assertThat(PhotoFolder.shades(packed.train().get(0))).containsExactly(3, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz"})
  void aListBesideTheOneFolderOfItsImagesIsFound(String name) throws IOException {
    photos = new PhotoFolder(folder.resolve("listed"));
    photos.image("set/im ages/deep/1.png", 1).image("set/im ages/deep/2.png", 2);
    photos.text("set/list.csv", "path,label", "im ages/deep/2.png,a", "im ages/deep/1.png,b");
    Path archive = folder.resolve("listed").resolve(pack(name).substring("../".length()));
    Files.move(folder.resolve(name), archive);
    Dataset packed = photos.open("../" + name);
    assertThat(PhotoFolder.names(packed))
        .containsExactly("set/im ages/deep/2.png", "set/im ages/deep/1.png");
    assertThat(packed.notes()).containsExactly("the images are those of set/list.csv");
    assertThat(packed.train().get(0).contentHash())
        .isEqualTo(photos.open("set/list.csv").train().get(0).contentHash());
  }

  @Test
  void aTableThatIsNoListOfImagesIsPassedOver() throws IOException {
    photos.text("bugs/licences.csv", "file,author", "1.png,nobody");
    assertThat(photos.open(pack("a.zip")).classes()).containsExactly("ants", "bees");
  }

  @Test
  void imagesAreReadByManyThreadsAtOnce() throws IOException {
    for (String name : List.of("a.zip", "a.tar")) {
      ImageSet train = photos.open(pack(name)).train().get(0);
      List<Integer> expected = PhotoFolder.shades(train);
      IntStream.range(0, 200)
          .parallel()
          .forEach(i -> assertThat(PhotoFolder.shades(train)).isEqualTo(expected));
    }
  }

  @Test
  void anEmptyArchiveHasTooFewClasses() throws IOException {
    assertThatThrownBy(() -> photos.open(zip("readme.txt")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has too few classes");
    Files.write(folder.resolve("empty.zip"), new byte[] {'P', 'K', 3, 4});
    refused("../empty.zip", "received: ");
    Files.write(folder.resolve("empty.tar"), new byte[0]);
    assertThatThrownBy(() -> photos.open("../empty.tar"))
        .hasMessageContaining("neither an archive by its first bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x.png", "ants/../../x.png", "/etc/x.png", "ants\\..\\x.png", "C:/x.png"})
  void anEntryThatPointsOutOfTheArchiveIsRefused(String name) throws IOException {
    refused(zip("ants/1.png", name), "an entry that points out of the archive: ");
    String tar = tar(name);
    if (!name.startsWith("/") && !name.startsWith("C:")) { // The writer takes these off itself.
      refused(tar, "an entry that points out of the archive: ");
    }
  }

  private String tar(String... names) throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("x.tar")))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String name : names) {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
      }
    }
    return "../x.tar";
  }

  @Test
  void anEntryTwiceIsRefused() throws IOException {
    refused(tar("ants/1.png", "ants/1.png"), "two entries of the name ants/1.png");
  }

  @Test
  void aNameWithoutAnEndIsRefused() throws IOException {
    refused(zip("a/".repeat(600) + "1.png"), "a name of 1,205 characters");
    refused(tar("a/".repeat(600) + "1.png"), "a name of 1,205 characters");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("x.tar")))) {
      byte[] name = new byte[3 << 20];
      Arrays.fill(name, (byte) 'a');
      TarArchiveEntry header =
          new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      header.setSize(name.length);
      tar.putArchiveEntry(header);
      tar.write(name);
      tar.closeArchiveEntry();
    }
    refused("../x.tar", "a header without an end");
  }

  @Test
  void linksInATarAreLeftOut() throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("x.tar")))) {
      for (String name : List.of("ants/1.png", "bees/1.png")) {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
      }
      TarArchiveEntry link = new TarArchiveEntry("bees/2.png", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    assertThat(PhotoFolder.names(photos.open("../x.tar")))
        .containsExactly("ants/1.png", "bees/1.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz"})
  void anArchiveThatEndsEarlyIsRefusedOrItsImagesAreBroken(String name) throws IOException {
    pack(name);
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    for (int length : new int[] {600, whole.length / 3, whole.length / 2, 9 * whole.length / 10}) {
      Files.write(folder.resolve("cut-" + name), Arrays.copyOf(whole, length));
      try {
        Dataset dataset = photos.open("../cut-" + name, "data.max-broken=9");
        dataset.parts().forEach(part -> part.read(0, new byte[part.bytesPerImage()], 0));
      } catch (Failure e) {
        assertThat(e).hasMessageContaining("accepted: ").hasMessageContaining("next: ");
      }
    }
  }

  @Test
  void damageAnywhereGivesAFailureInFourPartsOrBrokenImages() throws IOException {
    for (String name : List.of("a.zip", "a.tar", "a.tar.gz")) {
      pack(name);
      byte[] whole = Files.readAllBytes(folder.resolve(name));
      for (int i = 0; i < 40; i++) {
        byte[] damaged = whole.clone();
        for (int hit = 0; hit < 3; hit++) {
          damaged[(int) ((i * 7919L + hit * 104729L) % whole.length)] ^= (byte) (1 << (i % 8));
        }
        Files.write(folder.resolve("damaged"), damaged);
        try {
          Dataset dataset = photos.open("../damaged", "data.max-broken=9");
          for (ImageSet part : dataset.parts()) {
            for (int image = 0; image < part.size(); image++) {
              part.read(image, new byte[part.bytesPerImage()], 0);
            }
            part.contentHash();
          }
        } catch (Failure e) {
          assertThat(e).hasMessageContaining("accepted: ").hasMessageContaining("next: ");
        }
      }
    }
  }

  @Test
  void anEntryWithAnotherChecksumIsABrokenImage() throws IOException {
    photos.image("bugs/train/bees/9.bmp", 0x5A);
    pack("a.zip");
    Path archive = folder.resolve("a.zip");
    byte[] image = Files.readAllBytes(photos.root().resolve("bugs/train/bees/9.bmp"));
    CRC32 crc = new CRC32();
    crc.update(image);
    byte[] bytes = Files.readAllBytes(archive);
    int at =
        lastIndexOf(
            bytes, ByteBuffer.allocate(4).order(LITTLE_ENDIAN).putInt((int) crc.getValue()));
    bytes[at] ^= 1; // In the archive's table, after all entries.
    Files.write(archive, bytes);

    ImageSet train = photos.open("../a.zip", "data.max-broken=1").train().get(0);
    int index = train.size() - 1;
    assertThat(train.imageName(index)).isEqualTo("bugs/train/bees/9.bmp");
    assertThat(train.read(index, new byte[train.bytesPerImage()], 0)).isFalse();
    assertThat(train.broken())
        .containsExactly(
            "bugs/train/bees/9.bmp: damaged: its bytes have not the CRC-32 that the archive names");
    assertThat(train.contentHash())
        .as("features with a gap are not those of the whole image")
        .isNotEqualTo(photos.open("bugs").train().get(0).contentHash());
  }

  private static int lastIndexOf(byte[] bytes, ByteBuffer wanted) {
    int at = bytes.length - wanted.capacity();
    while (!ByteBuffer.wrap(bytes, at, wanted.capacity()).equals(wanted.rewind())) {
      at--;
    }
    return at;
  }

  @Test
  void anArchiveThatUnpacksWithoutAnEndIsRefused() throws IOException {
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("bomb.tar.gz")), 1 << 16)) {
      byte[] nothing = new byte[1 << 20];
      for (int i = 0; i <= 256; i++) {
        gzip.write(nothing);
      }
    }
    refused("../bomb.tar.gz", "decompressed, it has more than 268,435,456 bytes");
    try (Stream<Path> left = Files.list(folder.resolve("home/archives"))) {
      assertThat(left).isEmpty();
    }
  }
}
