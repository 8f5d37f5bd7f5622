package io.headstart.data;

import io.headstart.Failure;
import io.headstart.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * CIFAR-10 from its official binary files: training parts data_batch_1 .. data_batch_5 and test
 * part test_batch, uint8 [N, 32, 32, 3] each. A subset of the files is accepted; the data set's
 * notes say what differs from the official set.
 */
public final class Cifar10 {
  /** The class names in label order (batches.meta.txt of the official archive). */
  public static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final String TEST = "test_batch";
  private static final String NOT_OFFICIAL = ": not the official bytes";
  private static final String META = "batches.meta.txt";
  private static final String NESTED = "cifar-10-batches-bin";
  private static final int TRAIN_PARTS = 5;

  /** Bytes of a member of the archive; the largest that can be used. */
  private static final long LARGEST_MEMBER = Cifar10Records.MOST_BYTES;

  /** Bytes between two members, and behind the last. */
  private static final long MOST_HEADERS = 1 << 20;

  /**
   * SHA-256 of the official files, those in cifar-10-binary.tar.gz (md5
   * c32a1d4ab5d03f1284b67883e8d87530, as published by the data set's authors). They are the sums
   * that torchvision's port to Ruby compares its downloads with; those of the training files were
   * compared with the files themselves.
   */
  private static final Map<String, String> OFFICIAL =
      Map.of(
          "test_batch", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
          "data_batch_1", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
          "data_batch_2", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
          "data_batch_3", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
          "data_batch_4", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
          "data_batch_5", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add");

  private Cifar10() {}

  /**
   * Opens the set; all images are read into memory (3,072 bytes each).
   *
   * @param path a folder with the files, the folder above it, or the official tar.gz; empty takes
   *     DJL's cache, filled by a download where it is empty
   * @param offline whether nothing may be downloaded
   * @throws Failure when nothing is there (kind MISSING) or a file is damaged (kind RUN)
   */
  public static Dataset open(Optional<Path> path, boolean offline, Progress progress) {
    try {
      if (path.isEmpty()) {
        return ofDjlCache(Cifar10Download.files(offline, progress));
      }
      Path place = path.get();
      if (Files.isDirectory(place)) {
        return ofFolder(place);
      }
      if (Files.isRegularFile(place)) {
        return ofArchive(place);
      }
      throw Failure.missing("cannot open the CIFAR-10 images")
          .received("data.path: %s, which does not exist", place)
          .accepted("a folder with data_batch_1.bin ..., or cifar-10-binary.tar.gz")
          .next("correct data.path, or leave it out to download the set")
          .build();
    } catch (IOException e) {
      throw Failure.run("cannot read the CIFAR-10 images")
          .received("%s", e)
          .accepted("readable, complete files")
          .next("check %s and its permissions", path.map(Path::toString).orElse("DJL's cache"))
          .cause(e)
          .build();
    }
  }

  private static Dataset ofFolder(Path place) throws IOException {
    Path nested = place.resolve(NESTED);
    Path folder = Files.isDirectory(nested) ? nested : place;
    Map<String, ImageSet> parts = new TreeMap<>();
    for (String part : partNames()) {
      Path file = folder.resolve(part + ".bin");
      if (Files.isRegularFile(file)) {
        long length = Files.size(file);
        Cifar10Records.requireWhole(file.toString(), length);
        try (InputStream in = Files.newInputStream(file)) {
          parts.put(part, Cifar10Records.read(in, length, part, file.toString(), 0));
        }
      }
    }
    Path meta = folder.resolve(META);
    List<String> classes =
        Files.isRegularFile(meta)
            ? classes(meta.toString(), Files.readString(meta, StandardCharsets.UTF_8))
            : CLASSES;
    return dataset(parts, classes, folder.toString());
  }

  private static Dataset ofArchive(Path archive) throws IOException {
    Map<String, ImageSet> parts = new TreeMap<>();
    List<String> classes = CLASSES;
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        BudgetStream unpacked =
            new BudgetStream(
                new GZIPInputStream(file, 1 << 16),
                "more bytes than the official archive has in this place");
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (TarArchiveEntry entry = nextEntry(tar, unpacked, 0);
          entry != null;
          entry = nextEntry(tar, unpacked, entry.getSize())) {
        String member = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        String source = archive + ":" + entry.getName();
        String part = member.endsWith(".bin") ? member.substring(0, member.length() - 4) : "";
        if (entry.isFile() && member.equals(META)) {
          classes = classes(source, new String(tar.readNBytes(1 << 16), StandardCharsets.UTF_8));
        } else if (entry.isFile() && partNames().contains(part)) {
          Cifar10Records.requireWhole(source, entry.getSize());
          parts.put(part, Cifar10Records.read(tar, entry.getSize(), part, source, 0));
        }
      }
      // The sum of a gzip file stands at its end, behind all that tar asks for.
      unpacked.allow(MOST_HEADERS);
      unpacked.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw Failure.run("cannot read %s", archive)
          .received("%,d bytes; reading them ends with: %s", Files.size(archive), e.getMessage())
          .accepted("cifar-10-binary.tar.gz, complete (170,052,171 bytes)")
          .next("fetch the archive again, or give the unpacked folder as data.path")
          .cause(e)
          .build();
    }
    return dataset(parts, classes, archive.toString());
  }

  /**
   * Goes to the next member. What lies between two members, their names above all, is read into
   * memory: no archive needs much there.
   *
   * @param left bytes of the member before
   */
  private static TarArchiveEntry nextEntry(
      TarArchiveInputStream tar, BudgetStream unpacked, long left) throws IOException {
    if (left > LARGEST_MEMBER) {
      throw new IOException(String.format("a member of %,d bytes", left));
    }
    unpacked.allow(left + MOST_HEADERS);
    TarArchiveEntry entry = tar.getNextEntry();
    unpacked.allow(LARGEST_MEMBER);
    return entry;
  }

  /** Reads basicdataset's layout: the five training files are one, one after the other. */
  static Dataset ofDjlCache(Cifar10Download.CachedFiles files) throws IOException {
    Map<String, ImageSet> parts = new TreeMap<>();
    long length = Files.size(files.train());
    String source = files.train().toString();
    Cifar10Records.requireWhole(source, length);
    long partLength = (long) Cifar10Records.OFFICIAL_IMAGES * Cifar10Records.RECORD_BYTES;
    if (length > TRAIN_PARTS * partLength) {
      throw Failure.run("cannot read %s: too long", source)
          .received("%,d bytes", length)
          .accepted("at most %,d bytes, the five official files", TRAIN_PARTS * partLength)
          .next("remove the folder %s, so that it is downloaded again", files.train().getParent())
          .build();
    }
    try (InputStream in = Files.newInputStream(files.train())) {
      for (long from = 0; from < length; from += partLength) {
        String part = partNames().get((int) (from / partLength));
        long bytes = Math.min(partLength, length - from);
        long firstRecord = from / Cifar10Records.RECORD_BYTES;
        parts.put(part, Cifar10Records.read(in, bytes, part, source, firstRecord));
      }
    }
    if (Files.isRegularFile(files.test())) {
      long testLength = Files.size(files.test());
      Cifar10Records.requireWhole(files.test().toString(), testLength);
      try (InputStream in = Files.newInputStream(files.test())) {
        parts.put(TEST, Cifar10Records.read(in, testLength, TEST, files.test().toString(), 0));
      }
    }
    return dataset(parts, CLASSES, source);
  }

  private static Dataset dataset(Map<String, ImageSet> parts, List<String> classes, String source) {
    List<ImageSet> train = new ArrayList<>();
    List<ImageSet> test = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String name : partNames()) {
      ImageSet part = parts.get(name);
      if (part == null) {
        notes.add(name + ": missing");
      } else {
        (name.equals(TEST) ? test : train).add(part);
        note(part).ifPresent(notes::add);
      }
    }
    if (train.isEmpty()) {
      throw Failure.missing("no CIFAR-10 training images in %s", source)
          .received(parts.isEmpty() ? "none of the official .bin files" : "test_batch.bin only")
          .accepted("at least one of data_batch_1.bin to data_batch_5.bin (the binary version)")
          .next("give the unpacked cifar-10-binary.tar.gz, or the archive itself, as data.path")
          .build();
    }
    List<String> warnings = notes.stream().filter(note -> note.contains(NOT_OFFICIAL)).toList();
    return new Dataset("cifar10", classes, train, test, notes, warnings);
  }

  private static Optional<String> note(ImageSet part) {
    if (part.size() != Cifar10Records.OFFICIAL_IMAGES) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%s: %,d images, not the official 10,000", part.name(), part.size()));
    }
    String official = OFFICIAL.get(part.name());
    if (official != null && !official.equals(part.contentHash())) {
      return Optional.of(
          "%s%s (SHA-256 %s, theirs %s)"
              .formatted(part.name(), NOT_OFFICIAL, part.contentHash(), official));
    }
    return Optional.empty();
  }

  private static List<String> classes(String source, String text) {
    List<String> names = text.lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (names.size() != Cifar10Records.CLASSES || names.stream().distinct().count() != 10) {
      throw Failure.run("cannot read the class names in %s", source)
          .received("%d lines: %s", names.size(), String.join(", ", names))
          .accepted("10 different names, one a line, in label order")
          .next("restore the official file or remove it; the usual names are then taken")
          .build();
    }
    return names;
  }

  /** The parts in their official order. */
  private static List<String> partNames() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= TRAIN_PARTS; i++) {
      names.add("data_batch_" + i);
    }
    names.add(TEST);
    return names;
  }
}
