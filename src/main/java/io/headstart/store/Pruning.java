package io.headstart.store;

import io.headstart.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which entries of a store have to go: those unused for long, and the least recently used ones
 * while the store is too large. At least one of the two limits is given.
 *
 * @param maxBytes the most that all complete entries together may take, in bytes
 * @param unusedFor entries not used for this long go
 */
public record Pruning(Optional<Long> maxBytes, Optional<Duration> unusedFor) {
  /** Unfinished work younger than this may still be gone on with, for example tomorrow morning. */
  private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

  /**
   * What became of a store.
   *
   * @param removed entries that are gone, the least recently used first
   * @param inUse entries that should have gone, but someone is at work on them or used them just
   *     now
   * @param kept all other entries
   * @param leftovers what was swept away beside the entries
   */
  public record Outcome(
      List<FeatureEntry> removed,
      List<FeatureEntry> inUse,
      List<FeatureEntry> kept,
      List<Leftover> leftovers) {
    /** Returns how much room came back, in bytes. */
    public long freedBytes() {
      return bytes(removed) + leftovers.stream().mapToLong(Leftover::bytes).sum();
    }

    /** Returns what the entries still there take, in bytes. */
    public long remainingBytes() {
      return bytes(inUse) + bytes(kept);
    }
  }

  /**
   * Checks that there is a limit.
   *
   * @throws Failure of kind USAGE when there is none
   */
  public Pruning {
    if (maxBytes.isEmpty() && unusedFor.isEmpty()) {
      throw Failure.usage("nothing says which features to remove")
          .received("neither a greatest size nor an age")
          .accepted("a greatest size of the store such as 10GB, an age such as 30d, or both")
          .next("give one of them; a dry run shows what would go")
          .build();
    }
  }

  /**
   * Removes what has to go, and leftovers older than a day.
   *
   * @param now the time that ages are counted from
   * @param dryRun changes nothing; the outcome is what would become of the store
   */
  public Outcome run(FeatureStore store, Instant now, boolean dryRun) {
    List<FeatureEntry> entries = store.list();
    Outcome outcome =
        new Outcome(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            store.sweep(LEFTOVER_AGE, dryRun));
    long total = bytes(entries);
    for (FeatureEntry entry : entries) {
      if (!isUnused(entry, now) && !isTooMuch(total)) {
        outcome.kept.add(entry);
      } else if (dryRun || store.remove(entry)) {
        outcome.removed.add(entry);
        total -= entry.bytes();
      } else {
        outcome.inUse.add(entry);
      }
    }
    return outcome;
  }

  private boolean isUnused(FeatureEntry entry, Instant now) {
    return unusedFor.filter(age -> entry.lastUsed().isBefore(now.minus(age))).isPresent();
  }

  private boolean isTooMuch(long total) {
    return maxBytes.filter(most -> total > most).isPresent();
  }

  private static long bytes(List<FeatureEntry> entries) {
    return entries.stream().mapToLong(FeatureEntry::bytes).sum();
  }
}
