package io.headstart.backbone.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives made to take all memory, all time or the whole stack; and damaged ones. */
class HostileArchiveTest {
  /** Pickle: an object of class Net, before its attributes. */
  private static final String OBJECT = "\u0080\u0002c__torch__\nNet\n)\u0081";

  @TempDir private Path folder;

  private Path archive(String pickle) throws IOException {
    Path file = folder.resolve("hostile.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      entry(zip, "net/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
      entry(zip, "net/code/__torch__.py", "class Net(Module):\n".getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void refused(Path file, String reason) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> TorchArchive.open(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the weights file is not a TorchScript model")
                .hasMessageContaining(reason));
  }

  @Test
  void anObjectThatIsItsOwnAttributeIsRefused() throws IOException {
    refused(archive(OBJECT + "q\u0001}X\u0001\u0000\u0000\u0000ah\u0001sb."), "more than 64 deep");
  }

  @Test
  void aMapThatIsItsOwnKeyIsRefused() throws IOException {
    refused(archive(OBJECT + "}q\u0001h\u0001h\u0001sb."), "neither text nor number");
    refused(archive(OBJECT + "]q\u0001h\u0001a}h\u0001h\u0001sb."), "neither text nor number");
  }

  @Test
  void objectsWithinObjectsAreRefused() throws IOException {
    String level = "}X\u0001\u0000\u0000\u0000a";
    refused(archive(OBJECT + level.repeat(100_000) + "N" + "s".repeat(100_000) + "b."), "deep");
  }

  @Test
  void sixtyObjectsThatEachHaveTheNextTwiceAreRefused() throws IOException {
    StringBuilder bomb = new StringBuilder("}q\u0000");
    for (int i = 0; i < 60; i++) {
      char last = (char) i;
      char next = (char) (i + 1);
      bomb.append("0}(X\u0001\u0000\u0000\u0000ah").append(last);
      bomb.append("X\u0001\u0000\u0000\u0000bh").append(last).append("uq").append(next);
    }
    refused(archive("\u0080\u0002" + bomb.toString().replace("0}", "}") + "."), "50000 attributes");
  }

  @Test
  void lengthsThatLieAreRefused() throws IOException {
    refused(archive(OBJECT + "}X\u00ff\u00ff\u00ff\u007fab"), "2147483647 bytes");
    refused(archive(OBJECT + "}X\u00ff\u00ff\u00ff\u00ffab"), "-1 bytes");
    refused(archive(OBJECT + "b."), "damaged pickle");
    refused(archive("."), "damaged pickle");
    refused(archive("h\u0007."), "nothing was remembered as 7");
  }

  @Test
  void aPickleOfAGigabyteIsNotUnpacked() throws IOException {
    Path file = folder.resolve("large.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("net/data.pkl"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
      entry(zip, "net/code/__torch__.py", new byte[1]);
    }
    refused(file, "net/data.pkl has 67108864 bytes, more than");
  }

  @Test
  void moreRecordsThanAnyNetworkHasAreRefused() throws IOException {
    Path file = folder.resolve("many.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 20_001; i++) {
        zip.putNextEntry(new ZipEntry("net/" + i));
      }
    }
    refused(file, "20001 records, more than 20000");
  }

  /** The list of records is read whole before anything can be asked of it. */
  @Test
  void aListOfRecordsOfAGigabyteIsNotRead() throws IOException {
    Path file = folder.resolve("list.pt");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
      sparse.seek(1L << 30);
      byte[] end = new byte[22];
      end[0] = 'P';
      end[1] = 'K';
      end[2] = 5;
      end[3] = 6;
      end[15] = 0x3f;
      sparse.write(end);
    }
    refused(file, "a list of records of 1056964608 bytes");
  }

  /** Every bit of the tensors is in some record's sum, every record's bytes are compared. */
  @Test
  void aBitThatChangedIsFoundByTheSumOfItsRecord() throws IOException {
    float[] values = new float[64];
    Path file =
        ModuleFile.write(
            folder.resolve("tensor.pt"),
            new ModuleFile.Module("Net").tensor("weight", values, 64),
            "class Net(Module):\n");
    byte[] whole = Files.readAllBytes(file);
    int record = find(whole, "archive/data/0") + "archive/data/0".length();
    for (int at = record; at < record + 4 * values.length; at += 17) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThat(TorchArchive.open(file).tensors()).containsKey("weight");
      assertThatThrownBy(() -> TorchArchive.open(file).floats(List.of("weight")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("archive/data/0 is damaged: its CRC-32 is");
      assertThatThrownBy(() -> TorchArchive.verify(file))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("archive/data/0 is damaged");
    }
  }

  @Test
  void aTensorLongerThanItsRecordIsRefused() throws IOException {
    Path file =
        ModuleFile.write(
            folder.resolve("tensor.pt"),
            new ModuleFile.Module("Net").tensor("weight", new float[2], 1 << 15, 1 << 15),
            "class Net(Module):\n");
    assertThatThrownBy(() -> TorchArchive.open(file).floats(List.of("weight")))
        .isInstanceOf(IOException.class);
  }

  private static int find(byte[] bytes, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes);
    return out.toString(StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
