package io.headstart.store;

import static io.headstart.store.StoreFixture.KEY;
import static io.headstart.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureStoreResumeTest {
  private static final int COUNT = 3500; // chunks of 1024, 1024, 1024 and 428 rows
  private static final int DIMENSION = 2;
  private static final int CHUNK_BYTES = 1024 * DIMENSION * Float.BYTES;
  private static final Integer[] BROKEN = {5, 1500, 3499};

  @TempDir Path folder;
  private StoreFixture fixture;
  private byte[] uninterrupted;

  @BeforeEach
  void makeOnceWithoutInterruption() throws IOException {
    StoreFixture other = new StoreFixture(folder.resolve("uninterrupted"));
    other.store.obtain(request(COUNT, DIMENSION), FakeSource.of(DIMENSION, BROKEN));
    uninterrupted = Files.readAllBytes(other.files.features());
    fixture = new StoreFixture(folder.resolve("interrupted"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aRunKilledAfterSomeChunksGoesOnBehindThem(int chunks) throws IOException {
    crashAfter(chunks);
    assertResumesAt(chunks * 1024);
    assertThat(fixture.progress.lines)
        .isEqualTo(
            chunks == 0
                ? List.of()
                : List.of("part: going on at row %d of 3500".formatted(chunks * 1024)));
  }

  @Test
  void temporaryFilesOfAKilledRunAreSweptByTheNext() throws IOException {
    crashAfter(1);
    // No process has this number: Linux gives none above 4,194,304.
    Path left = fixture.files.root().resolve("." + fixture.files.id() + ".json.4199999-a1.tmp");
    Files.writeString(left, "{");
    assertResumesAt(1024);
    assertThat(left).doesNotExist();
  }

  @Test
  void aJournalWhoseDeletionDidNotLastIsDeletedAtTheNextUse() throws IOException {
    fixture.store.obtain(request(COUNT, DIMENSION), FakeSource.of(DIMENSION, BROKEN));
    Files.writeString(fixture.files.journal(), "");
    fixture.store.obtain(request(COUNT, DIMENSION), FakeSource.of(DIMENSION, BROKEN));
    assertThat(fixture.files.journal()).doesNotExist();
  }

  @Test
  void aRunMayBeKilledAgainAndAgain() throws IOException {
    crashAfter(1);
    crashAfter(1);
    crashAfter(1);
    assertResumesAt(3072);
  }

  @Test
  void whatAKilledRunWasWritingIsRemoved() throws IOException {
    crashAfter(1);
    String manifest = "." + fixture.files.manifest().getFileName();
    Path left = Files.createFile(fixture.root.resolve(manifest + ".999999999-abc.tmp"));
    assertResumesAt(1024);
    assertThat(left).doesNotExist();
  }

  @Test
  void theJournalOfARunKilledAtItsVeryEndIsRemovedByTheNextUse() throws IOException {
    fixture.store.obtain(request(COUNT, DIMENSION), FakeSource.of(DIMENSION, BROKEN));
    Files.createFile(fixture.files.journal());
    assertThat(fixture.store.find(KEY)).isPresent();
    assertThat(fixture.files.journal()).doesNotExist();
  }

  @Test
  void bytesBehindTheLastJournalledChunkAreCut() throws IOException {
    crashAfter(2);
    // More than the missing rows would overwrite.
    Files.write(fixture.files.partial(), uninterrupted, StandardOpenOption.APPEND);
    assertResumesAt(2048);
  }

  @Test
  void aTornChunkIsMadeAgain() throws IOException {
    crashAfter(2);
    cut(fixture.files.partial(), 1);
    assertResumesAt(1024);
    assertThat(fixture.progress.lines)
        .contains("part: 1024 rows of the unfinished file are damaged and made again");
  }

  @Test
  void aDamagedChunkIsMadeAgainWithAllBehindIt() throws IOException {
    crashAfter(3);
    long size = Files.size(fixture.files.partial());
    StoreFixture.damage(fixture.files.partial(), size - CHUNK_BYTES - 1);
    assertResumesAt(1024);
  }

  @Test
  void aPartialFileCutInsideItsHeaderIsStartedOver() throws IOException {
    crashAfter(2);
    cut(fixture.files.partial(), Files.size(fixture.files.partial()) - 20);
    assertResumesAt(0);
  }

  @Test
  void aPartialFileOfOtherLabelsIsStartedOver() throws IOException {
    crashAfter(1);
    long labels = Files.size(fixture.files.partial()) - CHUNK_BYTES - 8L;
    StoreFixture.damage(fixture.files.partial(), labels);
    assertResumesAt(0);
  }

  @Test
  void aTornJournalLineIsLeftOut() throws IOException {
    crashAfter(2);
    cut(fixture.files.journal(), 1);
    assertResumesAt(1024);
  }

  @Test
  void aDamagedJournalLineEndsTheJournal() throws IOException {
    crashAfter(3);
    // Another broken row, which the checksum of the rows themselves would not show.
    String journal = Files.readString(fixture.files.journal());
    assertThat(journal).containsOnlyOnce(" 1500 ");
    Files.writeString(fixture.files.journal(), journal.replace(" 1500 ", " 1501 "));
    assertResumesAt(1024);
  }

  @Test
  void aJournalOfGarbageIsNoJournal() throws IOException {
    crashAfter(2);
    Files.write(fixture.files.journal(), new byte[] {(byte) 0xff, 0, '\n', ' ', ' ', ' ', '\n'});
    assertResumesAt(0);
  }

  @Test
  void aJournalOfMoreRowsThanAskedIsUsedAsFarAsItGoes() throws IOException {
    crashAfter(1);
    ChunkJournal.Chunk first = ChunkJournal.read(fixture.files.journal()).get(0);
    ChunkJournal.Chunk beyond = new ChunkJournal.Chunk(COUNT + 1, 0, new int[0]);
    ChunkJournal.start(fixture.files.journal(), List.of(first, beyond)).close();
    assertResumesAt(1024);
  }

  @Test
  void aMissingJournalStartsOver() throws IOException {
    crashAfter(2);
    Files.delete(fixture.files.journal());
    assertResumesAt(0);
  }

  @Test
  void aMissingPartialFileStartsOver() throws IOException {
    crashAfter(2);
    Files.delete(fixture.files.partial());
    assertResumesAt(0);
  }

  @Test
  void aRunKilledBeforeTheManifestAsksNothingMoreOfTheSource() throws IOException {
    crashAfter(3);
    keepJournalAndFinish();
    Files.delete(fixture.files.manifest());
    assertResumesAt(COUNT);
  }

  @Test
  void aRunKilledBetweenManifestAndRenameAsksNothingMoreOfTheSource() throws IOException {
    crashAfter(3);
    keepJournalAndFinish();
    assertThat(fixture.store.find(KEY)).isEmpty();
    assertThat(fixture.store.list()).isEmpty();
    assertResumesAt(COUNT);
  }

  @Test
  void aRunKilledBeforeItsJournalIsDeletedHasACompleteEntry() throws IOException {
    crashAfter(3);
    keepJournalAndFinish();
    Files.move(fixture.files.partial(), fixture.files.features());
    assertThat(fixture.store.find(KEY)).isPresent();
  }

  /** Leaves the entry complete but for its last rename: data under the partial name, journal. */
  private void keepJournalAndFinish() throws IOException {
    List<ChunkJournal.Chunk> chunks = new ArrayList<>();
    Path kept = folder.resolve("journal");
    fixture.store.obtain(
        request(COUNT, DIMENSION),
        chunk -> {
          FakeSource.of(DIMENSION, BROKEN).fill(chunk);
          try {
            chunks.addAll(ChunkJournal.read(fixture.files.journal()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(chunks).hasSize(3);
    CRC32C crc = new CRC32C();
    int lastBytes = (COUNT - 3072) * DIMENSION * Float.BYTES;
    crc.update(uninterrupted, uninterrupted.length - lastBytes, lastBytes);
    chunks.add(new ChunkJournal.Chunk(COUNT, (int) crc.getValue(), new int[] {3499}));
    ChunkJournal.start(kept, chunks).close();
    Files.move(kept, fixture.files.journal(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(fixture.files.features(), fixture.files.partial());
  }

  private void crashAfter(int chunks) {
    FakeSource source = FakeSource.of(DIMENSION, BROKEN).failingAfter(chunks);
    assertThatThrownBy(() -> fixture.store.obtain(request(COUNT, DIMENSION), source))
        .isInstanceOf(FakeSource.Crash.class);
    assertThat(fixture.store.find(KEY)).isEmpty();
  }

  private void assertResumesAt(int row) throws IOException {
    FakeSource source = FakeSource.of(DIMENSION, BROKEN);
    StoredFeatures features = fixture.store.obtain(request(COUNT, DIMENSION), source);
    if (row == COUNT) {
      assertThat(source.asked).isEmpty();
    } else {
      assertThat(source.asked.get(0)).isEqualTo(row);
    }
    assertThat(features.broken()).containsExactly(5, 1500, 3499);
    assertThat(features.file()).hasBinaryContent(uninterrupted);
    assertThat(fixture.names()).containsExactly("id.json", "id.lock", "id.safetensors", "id.used");
    assertThat(fixture.store.find(KEY)).isPresent();
  }

  private static void cut(Path path, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }
}
