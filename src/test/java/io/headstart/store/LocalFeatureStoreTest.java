package io.headstart.store;

import static io.headstart.store.StoreFixture.ID;
import static io.headstart.store.StoreFixture.KEY;
import static io.headstart.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.io.Sha256;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFeatureStoreTest {
  @TempDir Path folder;
  private StoreFixture fixture;
  private FeatureStore store;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(folder.resolve("features"));
    store = fixture.store;
  }

  @Test
  void lookingIntoAnAbsentStoreMakesNothing() {
    assertThat(store.find(KEY)).isEmpty();
    assertThat(store.list()).isEmpty();
    assertThat(store.ids()).isEmpty();
    assertThat(store.sweep(Duration.ZERO, false)).isEmpty();
    assertThat(store.verify(ID)).isEmpty();
    assertThat(fixture.root).doesNotExist();
  }

  @Test
  void noRowsAreACompleteEntryThatAsksNothingOfTheSource() {
    FakeSource source = FakeSource.of(512);
    StoredFeatures features = store.obtain(request(0, 512), source);
    assertThat(features.count()).isZero();
    assertThat(features.dimension()).isEqualTo(512);
    assertThat(features.labels()).isEmpty();
    assertThat(source.asked).isEmpty();
    assertThat(store.find(KEY)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,512", "1023,1", "1024,2", "1025,1", "3000,3"})
  void everyRowIsKept(int count, int dimension) {
    store.obtain(request(count, dimension), FakeSource.of(dimension));
    StoredFeatures features = store.find(KEY).orElseThrow();
    FloatBuffer rows = FloatBuffer.allocate(count * dimension);
    features.copyRows(0, count, rows);
    for (int i = 0; i < rows.capacity(); i++) {
      assertThat(rows.get(i)).isEqualTo(FakeSource.value(i / dimension, i % dimension));
    }
    assertThat(features.labels()).isEqualTo(request(count, dimension).labels());
  }

  @Test
  void aCompleteEntryIsTwoFilesItsLockAndItsLastUse() throws IOException {
    StoredFeatures features = store.obtain(request(3, 2), FakeSource.of(2));
    assertThat(fixture.names()).containsExactly("id.json", "id.lock", "id.safetensors", "id.used");
    assertThat(features.file()).isEqualTo(fixture.files.features());
    assertThat(features.sha256()).isEqualTo(Sha256.of(features.file()));
    assertThat(fixture.files.lock()).isEmptyFile();
    try (SafetensorsFile file = Safetensors.open(features.file())) {
      assertThat(file.header().find("features").orElseThrow().type()).hasToString("F32 [3, 2]");
      assertThat(file.header().find("labels").orElseThrow().type()).hasToString("I64 [3]");
    }
  }

  @Test
  void aStoredEntryIsNotMadeAgain() {
    store.obtain(request(3, 2), FakeSource.of(2));
    FakeSource second = FakeSource.of(2);
    store.obtain(request(3, 2), second);
    assertThat(second.asked).isEmpty();
    assertThat(fixture.progress.tasks).containsExactly("part 3 images");
    assertThat(fixture.progress.lines).isEmpty();
  }

  @Test
  void brokenRowsAreZeroAndListed() {
    store.obtain(request(2000, 2), FakeSource.of(2, 0, 1024, 1999));
    StoredFeatures features = store.find(KEY).orElseThrow();
    assertThat(features.broken()).containsExactly(0, 1024, 1999);
    assertThat(features.isValid(1024)).isFalse();
    assertThat(features.isValid(1025)).isTrue();
    assertThat(features.row(1024)).containsExactly(0, 0);
    assertThat(features.row(1025)).containsExactly(3587.5f, 3588.5f);
    assertThat(store.list().get(0).brokenCount()).isEqualTo(3);
  }

  @Test
  void progressCountsRows() {
    store.obtain(
        request(1500, 1),
        chunk -> {
          chunk.rows().put(new float[chunk.count()]);
          chunk.done(10);
        });
    assertThat(fixture.progress.done).containsExactly(0L, 10L, 1024L, 1034L, 1500L);
  }

  @Test
  void aSourceThatLeavesRowsOutIsABug() {
    assertThatThrownBy(() -> store.obtain(request(2, 2), chunk -> chunk.rows().put(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("left 3 of 4 values of rows 0 to 1");
    assertThat(store.find(KEY)).isEmpty();
  }

  @Test
  void aKeyThatDoesNotDecideTheLabelsIsABug() {
    store.obtain(request(2, 2), FakeSource.of(2));
    FeatureRequest other = new FeatureRequest(KEY, "part", new long[] {7, 7}, 2);
    assertThatThrownBy(() -> store.obtain(other, FakeSource.of(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not decide its labels");
    assertThat(store.find(KEY)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bit", "cut", "grown", "manifest", "no manifest", "other manifest"})
  void aDamagedEntryIsNeverUsedAndMadeAgain(String damage) throws IOException {
    store.obtain(request(100, 2), FakeSource.of(2));
    Path features = fixture.files.features();
    byte[] good = Files.readAllBytes(features);
    switch (damage) {
      case "bit" -> StoreFixture.damage(features, good.length - 1);
      case "cut" -> Files.write(features, Arrays.copyOf(good, good.length - 1));
      case "grown" -> Files.write(features, Arrays.copyOf(good, good.length + 1));
      case "manifest" -> StoreFixture.damage(fixture.files.manifest(), 5);
      case "no manifest" -> Files.delete(fixture.files.manifest());
      default -> Files.writeString(fixture.files.manifest(), "{\"format\": 1}");
    }
    assertThat(store.find(KEY)).isEmpty();
    assertThat(store.verify(ID)).isPresent();
    assertThat(fixture.progress.lines).singleElement().asString().contains("damaged and not used");

    FakeSource source = FakeSource.of(2);
    store.obtain(request(100, 2), source);
    assertThat(source.asked).containsExactly(0);
    assertThat(fixture.progress.lines.get(1))
        .contains("moved to " + ID + ".damaged and made again");
    assertThat(fixture.files.damaged()).exists();
    assertThat(features).hasBinaryContent(good);
    assertThat(store.find(KEY)).isPresent();
  }

  @Test
  void entriesAreListedAndRemoved() throws IOException {
    store.obtain(request(4, 2), FakeSource.of(2));
    assertThat(store.ids()).containsExactly(ID);
    FeatureEntry entry = store.list().get(0);
    assertThat(entry.id()).isEqualTo(ID);
    assertThat(entry.name()).isEqualTo("part");
    assertThat(entry.bytes()).isEqualTo(Files.size(fixture.files.features()));
    assertThat(entry.count()).isEqualTo(4);
    assertThat(entry.dimension()).isEqualTo(2);
    assertThat(entry.fields()).isEqualTo(KEY.fields());
    Files.writeString(fixture.root.resolve("." + ID + ".json.1-x.tmp"), "left by a killed process");
    assertThat(store.remove(entry)).isTrue();
    assertThat(fixture.names()).containsExactly("id.lock");
    assertThat(store.list()).isEmpty();
    assertThat(store.remove(entry)).isFalse();
  }

  @Test
  void anUnfinishedEntryIsNeitherFoundNorListed() throws IOException {
    FakeSource source = FakeSource.of(1).failingAfter(1);
    assertThatThrownBy(() -> store.obtain(request(2000, 1), source))
        .isInstanceOf(FakeSource.Crash.class);
    assertThat(fixture.names()).containsExactly("id.journal", "id.lock", "id.partial");
    assertThat(store.find(KEY)).isEmpty();
    assertThat(store.list()).isEmpty();
    assertThat(store.ids()).isEmpty();
  }

  @Test
  void anIdThatIsNoneIsRefused() {
    assertThatThrownBy(() -> store.verify("../../etc"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: ../../etc")
        .hasMessageContaining("accepted: an id of 64 hexadecimal digits");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Files.writeString(fixture.root, "a file");
    assertThatThrownBy(() -> store.obtain(request(2, 2), FakeSource.of(2)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(fixture.root + " is a file, not a folder")
        .hasMessageContaining("free on that disk")
        .hasMessageContaining("HEADSTART_HOME");
  }

  @Test
  void aFolderWithoutPermissionIsNamed() throws IOException {
    Files.createDirectories(fixture.root);
    Assumptions.assumeTrue(fixture.root.toFile().setWritable(false));
    Assumptions.assumeFalse(Files.isWritable(fixture.root), "root may write anywhere");
    assertThatThrownBy(() -> store.obtain(request(2, 2), FakeSource.of(2)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no permission for " + fixture.root);
  }

  @Test
  void aDiskWithoutRoomIsToldBeforeTheWorkStarts() {
    FakeSource source = FakeSource.of(1);
    FeatureRequest huge = request(2_000_000, FeatureRequest.MAX_DIMENSION);
    assertThatThrownBy(() -> store.obtain(huge, source))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("no room for the features of part in " + fixture.root)
        .hasMessageContaining("accepted: at least 4294967.3 GB");
    assertThat(source.asked).isEmpty();
    assertThat(store.find(KEY)).isEmpty();
  }

  @Test
  void severalEntriesNeedRoomTogetherAndThoseThatAreThereNeedNone() {
    store.requireSpace(List.of());
    store.obtain(request(2, 1), FakeSource.of(1));
    // As large as the disk is free, and more, if it were not there.
    FeatureRequest present = request(2_000_000, FeatureRequest.MAX_DIMENSION);
    store.requireSpace(List.of(present));
    long free = fixture.root.toFile().getUsableSpace();
    int rows = (int) (free / FeatureRequest.MAX_DIMENSION / 4 * 2 / 3);
    List<FeatureRequest> absent = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      FeatureKey key = FeatureKey.of(Map.of("images", name));
      absent.add(new FeatureRequest(key, name, new long[rows], FeatureRequest.MAX_DIMENSION));
    }
    store.requireSpace(absent.subList(0, 1));
    assertThatThrownBy(() -> store.requireSpace(absent))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("no room for the features of one, two in " + fixture.root);
  }

  @Test
  void aDiskThatFillsUpLeavesNothingVisible() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")));
    Files.createDirectories(fixture.root);
    Files.createSymbolicLink(fixture.files.partial(), Path.of("/dev/full"));
    assertThatThrownBy(() -> store.obtain(request(2, 2), FakeSource.of(2)))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("cannot write " + fixture.files.partial())
        .hasMessageContaining("received: No space left on device; ");
    assertThat(store.find(KEY)).isEmpty();
    Files.delete(fixture.files.partial());
    assertThat(store.obtain(request(2, 2), FakeSource.of(2)).count()).isEqualTo(2);
  }
}
