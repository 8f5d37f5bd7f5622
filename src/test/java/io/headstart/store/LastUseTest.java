package io.headstart.store;

import static io.headstart.store.StoreFixture.ID;
import static io.headstart.store.StoreFixture.KEY;
import static io.headstart.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.io.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LastUseTest {
  private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

  @TempDir private Path folder;
  private StoreFixture fixture;
  private FeatureStore store;

  @BeforeEach
  void makeAnEntryLastUsedLongAgo() throws IOException {
    fixture = new StoreFixture(folder.resolve("features"));
    store = fixture.store;
    store.obtain(request(4, 2), FakeSource.of(2));
    Files.setLastModifiedTime(fixture.files.used(), FileTime.from(LONG_AGO));
  }

  private Instant lastUsed() {
    return store.list().get(0).lastUsed();
  }

  @Test
  void lookingAtTheListAndVerifyingAreNoUse() {
    store.verify(ID);
    assertThat(lastUsed()).isEqualTo(LONG_AGO);
  }

  @Test
  void findingAndObtainingAreUses() throws IOException {
    Instant start = Instant.now().minusSeconds(2);
    store.find(KEY);
    assertThat(lastUsed()).isAfter(start);
    Files.setLastModifiedTime(fixture.files.used(), FileTime.from(LONG_AGO));
    store.obtain(request(4, 2), FakeSource.of(2));
    assertThat(lastUsed()).isAfter(start);
  }

  @Test
  void anEntryOfVersion010CountsAsUsedWhenItWasCompleted() throws IOException {
    Files.delete(fixture.files.used());
    String manifest = Files.readString(fixture.files.manifest());
    Files.writeString(
        fixture.files.manifest(),
        manifest
            .replaceFirst("\"name\": \"part\",\\s*", "")
            .replaceFirst("\"created\": \"[^\"]*\"", "\"created\": \"2021-03-04T05:06:07Z\""));
    FeatureEntry entry = store.list().get(0);
    assertThat(entry.lastUsed()).isEqualTo(Instant.parse("2021-03-04T05:06:07Z"));
    assertThat(entry.name()).isEmpty();
    assertThat(store.find(KEY)).isPresent();
    assertThat(fixture.files.used()).exists();
  }

  @Test
  void aUseThatCannotBeNotedIsNoFailure() throws IOException {
    // A link to nowhere stands for a disk that refuses, since root may write anywhere.
    Files.delete(fixture.files.used());
    Files.createSymbolicLink(fixture.files.used(), folder.resolve("no/such/folder"));
    assertThat(store.find(KEY)).isPresent();
  }

  @Test
  void anEntryUsedSinceItWasListedStays() {
    FeatureEntry listed = store.list().get(0);
    store.find(KEY);
    assertThat(store.remove(listed)).isFalse();
    assertThat(store.find(KEY)).isPresent();
  }

  @Test
  void anEntryThatAnotherThreadIsAtWorkOnStaysAndNobodyWaits() throws Exception {
    FeatureEntry listed = store.list().get(0);
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread other = new Thread(() -> hold(locked, done));
    other.start();
    locked.await();
    assertThat(store.remove(listed)).isFalse();
    done.countDown();
    other.join();
    assertThat(store.remove(listed)).isTrue();
  }

  private void hold(CountDownLatch locked, CountDownLatch done) {
    try {
      LockFile lock = LockFile.acquire(fixture.files.lock(), "part", fixture.progress, () -> false);
      try (lock) {
        locked.countDown();
        done.await();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void leftoversOlderThanAskedAreSweptAndEntriesAreNot() throws IOException {
    Path old = leftover("a".repeat(64) + ".partial", Duration.ofDays(2));
    Path journal = leftover("a".repeat(64) + ".journal", Duration.ofDays(2));
    Path damaged = leftover(ID + ".damaged", Duration.ofDays(2));
    Path temporary = leftover("." + ID + ".json.1-x.tmp", Duration.ofDays(2));
    Path fresh = leftover("b".repeat(64) + ".partial", Duration.ofHours(1));
    Path foreign = leftover("notes.partial", Duration.ofDays(2));

    assertThat(store.sweep(Duration.ofDays(1), true)).hasSize(4);
    assertThat(old).exists();
    assertThat(store.sweep(Duration.ofDays(1), false))
        .contains(new Leftover(old.getFileName().toString(), 3))
        .hasSize(4);
    assertThat(old).doesNotExist();
    assertThat(journal).doesNotExist();
    assertThat(damaged).doesNotExist();
    assertThat(temporary).doesNotExist();
    assertThat(fresh).exists();
    assertThat(foreign).exists();
    assertThat(store.find(KEY)).isPresent();
  }

  @Test
  void chunksThatNobodyPutTogetherAreSweptWhenTheyAreOld() throws IOException {
    Path old = chunk("a".repeat(64), Duration.ofDays(2));
    Path fresh = chunk("b".repeat(64), Duration.ofHours(1));
    Leftover expected = new Leftover("chunks/" + "a".repeat(64), 3);
    assertThat(store.sweep(Duration.ofDays(1), true)).containsExactly(expected);
    assertThat(old).exists();
    assertThat(store.sweep(Duration.ofDays(1), false)).containsExactly(expected);
    assertThat(old.getParent()).doesNotExist();
    assertThat(fresh).exists();
  }

  private Path chunk(String id, Duration age) throws IOException {
    Path folder = Files.createDirectories(fixture.root.resolve("chunks").resolve(id));
    Path chunk = Files.writeString(folder.resolve("0-1-f.chunk"), "abc");
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(age)));
    return chunk;
  }

  @Test
  void aLeftoverThatSomeoneIsAtWorkOnStays() throws Exception {
    Path partial = leftover(ID + ".partial", Duration.ofDays(2));
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread other = new Thread(() -> hold(locked, done));
    other.start();
    locked.await();
    assertThat(store.sweep(Duration.ofDays(1), false)).isEmpty();
    assertThat(partial).exists();
    done.countDown();
    other.join();
    assertThat(store.sweep(Duration.ofDays(1), false)).hasSize(1);
  }

  @Test
  void aDamagedEntryIsKeptAsideForADayCountedFromNow() throws IOException {
    StoreFixture.damage(fixture.files.features(), Files.size(fixture.files.features()) - 1);
    Files.setLastModifiedTime(fixture.files.features(), FileTime.from(LONG_AGO));
    store.obtain(request(4, 2), FakeSource.of(2));
    assertThat(fixture.files.damaged()).exists();
    assertThat(store.sweep(Duration.ofDays(1), false)).isEmpty();
  }

  @Test
  void storesAreMergedByCopyingTheFilesOfAnEntry() throws IOException {
    StoreFixture other = new StoreFixture(folder.resolve("other"));
    Files.createDirectories(other.root);
    Files.copy(fixture.files.features(), other.files.features());
    Files.copy(fixture.files.manifest(), other.files.manifest());
    assertThat(other.store.find(KEY).orElseThrow().sha256())
        .isEqualTo(store.find(KEY).orElseThrow().sha256());
  }

  private Path leftover(String name, Duration age) throws IOException {
    Path file = Files.writeString(fixture.root.resolve(name), "abc");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}
