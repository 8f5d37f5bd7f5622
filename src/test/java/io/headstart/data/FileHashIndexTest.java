package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashIndexTest {
  private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

  @TempDir private Path folder;
  private Path root;
  private Path directory;

  @BeforeEach
  void makeFolders() throws IOException {
    root = Files.createDirectories(folder.resolve("images"));
    directory = folder.resolve("index");
  }

  private Path file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
  }

  /** Asks for the hashes as a run days later does, and returns how many files were read. */
  private long read(List<String> hashes, String... paths) throws IOException {
    try (FileHashIndex index = new FileHashIndex(directory, root, Instant.now().plusSeconds(99))) {
      for (String path : paths) {
        hashes.add(index.hash(path));
      }
      index.commit();
      return index.filesRead();
    }
  }

  private long read(String... paths) throws IOException {
    return read(new ArrayList<>(), paths);
  }

  private Path index() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList().get(0);
    }
  }

  @Test
  void noFilesMakeAnEmptyIndex() throws IOException {
    assertThat(read()).isZero();
    assertThat(Files.readAllLines(index())).hasSize(1);
  }

  @Test
  void filesAreReadOnceAndRememberedByTheirSha256() throws IOException {
    file("a/1.png", "one");
    file("b/2.png", "two");
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    assertThat(read(first, "a/1.png", "b/2.png")).isEqualTo(2);
    assertThat(read(second, "a/1.png", "b/2.png")).isZero();
    assertThat(first).isEqualTo(second).containsExactly(Sha256.of("one"), Sha256.of("two"));
  }

  @Test
  void onlyWhatChangedIsReadAgain() throws IOException {
    file("a/1.png", "one");
    file("a/2.png", "two");
    file("a/3.png", "three");
    read("a/1.png", "a/2.png", "a/3.png");
    file("a/2.png", "longer");
    List<String> hashes = new ArrayList<>();
    assertThat(read(hashes, "a/1.png", "a/2.png", "a/3.png")).isEqualTo(1);
    assertThat(hashes.get(1)).isEqualTo(Sha256.of("longer"));
  }

  @Test
  void anotherModificationTimeIsReasonToRead() throws IOException {
    Path file = file("a/1.png", "one");
    read("a/1.png");
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusSeconds(1)));
    assertThat(read("a/1.png")).isEqualTo(1);
  }

  @Test
  void aLineThatIsNotAsItWasWrittenIsNotBelieved() throws IOException {
    file("a/1.png", "one");
    file("a/2.png", "two");
    read("a/1.png", "a/2.png");
    String text = Files.readString(index());
    String hash = Sha256.of("one");
    char other = hash.charAt(0) == '0' ? '1' : '0';
    Files.writeString(index(), text.replace(hash, other + hash.substring(1)));
    List<String> hashes = new ArrayList<>();
    assertThat(read(hashes, "a/1.png", "a/2.png")).isEqualTo(1);
    assertThat(hashes).containsExactly(hash, Sha256.of("two"));
    assertThat(index()).hasContent(text);
  }

  private void requireUnix() {
    Assumptions.assumeTrue(
        root.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "this system knows only size and modification time");
  }

  /** As {@code rsync -t} and {@code cp -p} leave it: a new file of the old size and time. */
  @Test
  void pixelsReplacedUnderTheSameSizeAndTimeAreNoticed() throws IOException {
    requireUnix();
    Path file = file("a/1.png", "one");
    read("a/1.png");
    Path replacement = file("elsewhere", "uno");
    Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(LONG_AGO);
    List<String> hashes = new ArrayList<>();
    assertThat(read(hashes, "a/1.png")).isEqualTo(1);
    assertThat(hashes).containsExactly(Sha256.of("uno"));
  }

  @Test
  void pixelsOverwrittenInPlaceAreNoticedAlthoughTheTimeIsSetBack() throws Exception {
    requireUnix();
    Path file = file("a/1.png", "one");
    read("a/1.png");
    Thread.sleep(20); // the clock of file times ticks every few milliseconds
    file("a/1.png", "uno");
    List<String> hashes = new ArrayList<>();
    assertThat(read(hashes, "a/1.png")).isEqualTo(1);
    assertThat(hashes).containsExactly(Sha256.of("uno"));
    assertThat(file).hasSize(3);
  }

  @Test
  void aFileThatChangedJustNowIsReadOnceMore() throws IOException {
    file("a/1.png", "one");
    try (FileHashIndex index = new FileHashIndex(directory, root)) {
      index.hash("a/1.png");
      index.commit();
    }
    assertThat(read("a/1.png")).isEqualTo(1);
    assertThat(read("a/1.png")).isZero();
  }

  @Test
  void addedAndRemovedFilesDisturbNoOthers() throws IOException {
    file("a/2.png", "two");
    file("a/4.png", "four");
    file("b/1.png", "one");
    read("a/2.png", "a/4.png", "b/1.png");
    file("a/1.png", "first");
    file("a/3.png", "three");
    assertThat(read("a/1.png", "a/3.png", "a/4.png", "b/1.png")).isEqualTo(2);
    assertThat(read("a/1.png", "a/3.png", "a/4.png", "b/1.png")).isZero();
  }

  /** A folder's name may go on with a character below the slash. */
  @Test
  void theOrderIsThatOfTheNamesLevelByLevel() throws IOException {
    file("a/1.png", "one");
    file("a b/1.png", "two");
    file("a-b/1.png", "three");
    String[] paths = {"a/1.png", "a b/1.png", "a-b/1.png"};
    assertThat(paths).isSortedAccordingTo(FileHashIndex::compare);
    assertThat(read(paths)).isEqualTo(3);
    assertThat(read(paths)).isZero();
  }

  @Test
  void aTornLineCostsOnlyWhatStandsBehindIt() throws IOException {
    file("a/1.png", "one");
    file("a/2.png", "two");
    read("a/1.png", "a/2.png");
    String text = Files.readString(index());
    for (int cut = text.indexOf('\n') + 1; cut < text.length(); cut += 7) {
      Files.writeString(index(), text.substring(0, cut));
      List<String> hashes = new ArrayList<>();
      assertThat(read(hashes, "a/1.png", "a/2.png")).isLessThanOrEqualTo(2);
      assertThat(hashes).containsExactly(Sha256.of("one"), Sha256.of("two"));
    }
    assertThat(read("a/1.png", "a/2.png")).isZero();
  }

  @Test
  void anIndexOfGarbageOrOfAnotherVersionIsNoIndex() throws IOException {
    file("a/1.png", "one");
    read("a/1.png");
    String text = Files.readString(index());
    Files.write(index(), new byte[] {(byte) 0xff, 0, '\n', '\t', '\t', '\t', '\t', '\n'});
    assertThat(read("a/1.png")).isEqualTo(1);
    // Version 1 did not notice replaced files: what it recorded is not relied on.
    Files.writeString(index(), text.replaceFirst("index \\d", "index 1"));
    assertThat(read("a/1.png")).isEqualTo(1);
  }

  @Test
  void withoutCommitTheOldIndexStays() throws IOException {
    file("a/1.png", "one");
    read("a/1.png");
    byte[] before = Files.readAllBytes(index());
    try (FileHashIndex index = new FileHashIndex(directory, root, Instant.now().plusSeconds(99))) {
      index.hash("a/1.png");
    }
    assertThat(index()).hasBinaryContent(before);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("no temporary file").hasSize(1);
    }
  }

  private Object identity() throws IOException {
    return Files.readAttributes(index(), BasicFileAttributes.class).fileKey();
  }

  /** A folder that may be read but not written to serves as well. */
  @Test
  void anIndexThatKnowsEveryFileIsNotWritten() throws IOException {
    requireUnix();
    file("a/1.png", "one");
    file("a/2.png", "two");
    read("a/1.png", "a/2.png");
    Object before = identity();
    assertThat(read("a/1.png", "a/2.png")).isZero();
    assertThat(identity()).isEqualTo(before);
    assertThat(read("a/1.png")).isZero();
    assertThat(identity()).as("without the file that is gone").isNotEqualTo(before);
    assertThat(Files.readAllLines(index())).hasSize(2);
  }

  @Test
  void anIndexThatCannotBeWrittenCostsTimeAndNothingElse() throws IOException {
    file("a/1.png", "one");
    directory = Files.createFile(folder.resolve("no folder")).resolve("index");
    List<String> hashes = new ArrayList<>();
    assertThat(read(hashes, "a/1.png")).isEqualTo(1);
    assertThat(hashes).containsExactly(Sha256.of("one"));
  }

  @Test
  void anIndexThatOnlyAnotherUserMayReadIsReplaced() throws IOException {
    requireUnix();
    file("a/1.png", "one");
    read("a/1.png");
    Files.setPosixFilePermissions(index(), Set.of());
    Assumptions.assumeFalse(Files.isReadable(index()), "this user may read everything");
    assertThat(read("a/1.png")).isEqualTo(1);
    assertThat(read("a/1.png")).isZero();
  }

  @Test
  void whatAKilledRunBeganIsRemovedByTheNextThatWrites() throws IOException {
    file("a/1.png", "one");
    read("a/1.png");
    Path left = directory.resolve("." + index().getFileName() + ".999999999-abc.tmp");
    Files.createFile(left);
    read();
    assertThat(left).doesNotExist();
  }

  @Test
  void aLinkSharesTheIndexOfItsFolderAndAnotherFolderHasItsOwn() throws IOException {
    file("a/1.png", "one");
    read("a/1.png");
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    try (FileHashIndex index = new FileHashIndex(directory, link)) {
      index.hash("a/1.png");
      assertThat(index.filesRead()).as("the same folder").isZero();
    }
    Path other = Files.createDirectories(folder.resolve("other"));
    try (FileHashIndex index = new FileHashIndex(directory, other)) {
      index.commit();
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aNameThatWouldTearTheIndexIsNotRecorded() throws IOException {
    file("a/1\n2.png", "one");
    file("a/3\t4.png", "two");
    assertThat(read("a/1\n2.png", "a/3\t4.png")).isEqualTo(2);
    assertThat(read("a/1\n2.png", "a/3\t4.png")).isEqualTo(1);
  }
}
