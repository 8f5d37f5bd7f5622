package io.headstart.experiment;

import io.headstart.config.Settings;
import io.headstart.data.ArchiveCache;
import io.headstart.store.FeatureStore;
import io.headstart.store.Leftover;
import io.headstart.store.Pruning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes room: in the feature store, and among the archives that the home keeps decompressed. */
public final class PruneFlow {
  private static final Duration UNUSED = Duration.ofDays(1);

  private PruneFlow() {}

  /**
   * Removes what has to go. Decompressed archives go when they were not used for the age asked for,
   * or for a day where none is; they count as leftovers.
   *
   * @param now the time that ages are counted from
   * @param dryRun changes nothing; the outcome is what would become of the store
   */
  public static Pruning.Outcome run(
      Pruning pruning, Settings settings, Context context, Instant now, boolean dryRun) {
    FeatureStore store = context.store(settings);
    Pruning.Outcome outcome = pruning.run(store, now, dryRun);
    List<Leftover> leftovers = new ArrayList<>(outcome.leftovers());
    Instant before = now.minus(pruning.unusedFor().orElse(UNUSED));
    ArchiveCache.in(context.home())
        .prune(before, dryRun)
        .forEach(archive -> leftovers.add(new Leftover(archive.name(), archive.bytes())));
    return new Pruning.Outcome(outcome.removed(), outcome.inUse(), outcome.kept(), leftovers);
  }
}
