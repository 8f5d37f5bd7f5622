package io.headstart.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PruningTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

  /** Entries of 100 bytes each, the least recently used first, some of them in use. */
  private static final class FakeStore implements FeatureStore {
    final List<FeatureEntry> entries = new ArrayList<>();
    final Set<String> inUse;

    FakeStore(Set<String> inUse, int... daysUnused) {
      this.inUse = inUse;
      for (int days : daysUnused) {
        Instant used = NOW.minus(Duration.ofDays(days));
        entries.add(
            new FeatureEntry(
                "unused-" + days, "", 100, 1, 1, 0, NOW.minusSeconds(9_999_999), used, fields()));
      }
    }

    private static SortedMap<String, String> fields() {
      return new TreeMap<>();
    }

    @Override
    public List<FeatureEntry> list() {
      return List.copyOf(entries);
    }

    @Override
    public boolean remove(FeatureEntry entry) {
      return !inUse.contains(entry.id()) && entries.remove(entry);
    }

    @Override
    public List<Leftover> sweep(Duration age, boolean dryRun) {
      return List.of(new Leftover("x.partial", 7));
    }

    @Override
    public Optional<StoredFeatures> find(FeatureKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public StoredFeatures obtain(FeatureRequest request, RowSource source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long requireSpace(List<FeatureRequest> requests) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> ids() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> verify(String id) {
      throw new UnsupportedOperationException();
    }
  }

  private static Pruning toSize(long bytes) {
    return new Pruning(Optional.of(bytes), Optional.empty());
  }

  private static Pruning unusedFor(int days) {
    return new Pruning(Optional.empty(), Optional.of(Duration.ofDays(days)));
  }

  private static List<String> ids(List<FeatureEntry> entries) {
    return entries.stream().map(FeatureEntry::id).toList();
  }

  @Test
  void withoutALimitNothingIsDone() {
    assertThatThrownBy(() -> new Pruning(Optional.empty(), Optional.empty()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: neither a greatest size nor an age")
        .hasMessageContaining("accepted: a greatest size of the store such as 10GB");
  }

  @Test
  void anEmptyStoreStaysEmpty() {
    FakeStore store = new FakeStore(Set.of());
    Pruning.Outcome outcome = toSize(0).run(store, NOW, false);
    assertThat(outcome.removed()).isEmpty();
    assertThat(outcome.freedBytes()).as("the leftover").isEqualTo(7);
    assertThat(outcome.remainingBytes()).isZero();
  }

  @Test
  void theLeastRecentlyUsedGoUntilTheRestFits() {
    FakeStore store = new FakeStore(Set.of(), 30, 20, 10);
    Pruning.Outcome outcome = toSize(200).run(store, NOW, false);
    assertThat(ids(outcome.removed())).containsExactly("unused-30");
    assertThat(ids(store.entries)).containsExactly("unused-20", "unused-10");
    assertThat(outcome.freedBytes()).isEqualTo(107);
    assertThat(outcome.remainingBytes()).isEqualTo(200);
  }

  @Test
  void aByteTooMuchCostsAnEntryAndNoRoomCostsAll() {
    assertThat(toSize(199).run(new FakeStore(Set.of(), 30, 20, 10), NOW, false).kept()).hasSize(1);
    assertThat(toSize(0).run(new FakeStore(Set.of(), 30, 20, 10), NOW, false).kept()).isEmpty();
  }

  @Test
  void exactlyTheAgeIsNotYetTooOld() {
    FakeStore store = new FakeStore(Set.of(), 30, 20, 10);
    assertThat(ids(unusedFor(20).run(store, NOW, false).removed())).containsExactly("unused-30");
  }

  @Test
  void eitherOfTwoLimitsIsReasonEnough() {
    FakeStore store = new FakeStore(Set.of(), 30, 20, 10);
    Pruning both = new Pruning(Optional.of(100L), Optional.of(Duration.ofDays(25)));
    assertThat(ids(both.run(store, NOW, false).removed()))
        .containsExactly("unused-30", "unused-20");
  }

  @Test
  void anEntryInUseStaysAndTheNextGoesInItsPlace() {
    FakeStore store = new FakeStore(Set.of("unused-30"), 30, 20, 10);
    Pruning.Outcome outcome = toSize(200).run(store, NOW, false);
    assertThat(ids(outcome.inUse())).containsExactly("unused-30");
    assertThat(ids(outcome.removed())).containsExactly("unused-20");
    assertThat(outcome.remainingBytes()).isEqualTo(200);
  }

  @Test
  void aDryRunSaysTheSameAndRemovesNothing() {
    FakeStore store = new FakeStore(Set.of(), 30, 20, 10);
    Pruning.Outcome dry = toSize(150).run(store, NOW, true);
    assertThat(store.entries).hasSize(3);
    assertThat(dry.removed()).isEqualTo(toSize(150).run(store, NOW, false).removed());
  }
}
