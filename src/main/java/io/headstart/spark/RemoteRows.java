package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.experiment.Context;
import io.headstart.features.RemoteExtraction;
import io.headstart.spark.ChunkFolder.ChunkFile;
import io.headstart.store.RowChunk;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of one entry, made by the cluster. The first row asked for has the cluster make all
 * chunks that no earlier run has left; the rows are then read from the chunks in their order, by
 * one process, so that the entry is byte for byte the one that a single machine writes.
 */
final class RemoteRows implements RemoteExtraction.Rows {
  /** Rounds in which chunks are made again that turn out not to be whole. */
  private static final int ROUNDS = 3;

  private final SparkCluster cluster;
  private final Settings settings;
  private final Context context;
  private final RemoteExtraction.Wanted wanted;
  private final ChunkPlan plan;
  private Optional<ChunkFolder> folder = Optional.empty();
  private Optional<FeatureChunk> current = Optional.empty();
  private Map<Integer, List<ChunkFile>> there = Map.of();
  private long made;
  private long nanos;

  RemoteRows(
      SparkCluster cluster, Settings settings, Context context, RemoteExtraction.Wanted wanted) {
    this.cluster = cluster;
    this.settings = settings;
    this.context = context;
    this.wanted = wanted;
    this.plan =
        ChunkPlan.of(
            wanted.request().count(), wanted.backbone().batchSize(), wanted.request().rowBytes());
  }

  @Override
  public int batch() {
    return plan.rows();
  }

  @Override
  public void fill(RowChunk chunk) {
    int end = chunk.from() + chunk.count();
    for (int row = chunk.from(); row < end; ) {
      FeatureChunk source = chunkOf(row, chunk);
      int some = Math.min(end, source.end()) - row;
      source.copyRows(row, some, chunk.rows());
      for (int i = 0; i < source.broken().length; i++) {
        int broken = source.broken()[i];
        if (broken >= row && broken < row + some) {
          chunk.broken(broken);
          wanted.images().noteBroken(broken, source.reasons().get(i));
        }
      }
      row += some;
    }
  }

  /** Returns the whole chunk that a row is in, having it made if it is not there. */
  private FeatureChunk chunkOf(int row, RowChunk asking) {
    int start = plan.start(row);
    if (current.isPresent() && current.get().from() == start) {
      return current.get();
    }
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 0 || there.isEmpty()) {
        make(start, asking);
      }
      current = whole(start);
      if (current.isPresent()) {
        return current.get();
      }
      context
          .progress()
          .line("chunks of " + wanted.request().name() + " are not whole and made again");
      there.keySet().forEach(from -> whole(from));
    }
    throw Failure.run("chunks of %s do not stay whole", wanted.request().name())
        .received(
            "rows %d to %d damaged or gone in %s, %d times",
            start, start + plan.countAt(start) - 1, folder.orElseThrow(), ROUNDS)
        .accepted("a store.path whose files stay as they were written, seen by all machines")
        .next("check that file system, and that nobody deletes there meanwhile")
        .build();
  }

  /** Returns a chunk from whichever of its files is whole; deletes those that are not. */
  private Optional<FeatureChunk> whole(int start) {
    for (ChunkFile file : there.getOrDefault(start, List.of())) {
      Optional<FeatureChunk> chunk =
          folder
              .orElseThrow()
              .read(file)
              .filter(found -> found.dimension() == wanted.request().dimension());
      if (chunk.isPresent()) {
        return chunk;
      }
      folder.orElseThrow().delete(file);
    }
    return Optional.empty();
  }

  /** Has all chunks made from a start on that are not there. */
  private void make(int first, RowChunk asking) {
    long begin = System.nanoTime();
    try {
      folder = Optional.of(openFolder());
      there = plan.there(folder.get().list());
      List<Integer> missing = plan.missing(first, there);
      if (!missing.isEmpty()) {
        made += makeMissing(missing, asking);
        there = plan.there(folder.get().list());
      }
    } finally {
      nanos += System.nanoTime() - begin;
    }
  }

  private long makeMissing(List<Integer> missing, RowChunk asking) {
    long rows = missing.stream().mapToLong(plan::countAt).sum();
    long before = wanted.request().count() - asking.from() - rows;
    if (before > 0) {
      context
          .progress()
          .line(
              "%s: %,d images are made already, in chunks of an earlier run"
                  .formatted(wanted.request().name(), before));
    }
    ExtractionRun run = new ExtractionRun(cluster, settings, context, wanted, plan);
    List<ChunkReport> reports =
        run.make(missing, done -> asking.done(Math.toIntExact(before + done)));
    requireVisible(reports);
    return rows;
  }

  /** What a machine has written and this one does not see lies on that machine's own disk. */
  private void requireVisible(List<ChunkReport> reports) {
    Map<Integer, List<ChunkFile>> seen = plan.there(folder.orElseThrow().list());
    for (ChunkReport report : reports) {
      if (!seen.containsKey(report.from())) {
        throw Failure.run("what %s wrote is not seen here", report.machine())
            .received(
                "no rows %d to %d in %s",
                report.from(), report.from() + report.count() - 1, folder.get())
            .accepted("a feature store on a file system that all machines share")
            .next("set store.path to a shared folder or a Hadoop address")
            .build();
      }
    }
  }

  private ChunkFolder openFolder() {
    return new ChunkFolder(
        Stores.place(settings, context), wanted.request().key().id(), cluster.hadoop());
  }

  @Override
  public long made() {
    return made;
  }

  @Override
  public double seconds() {
    return nanos / 1e9;
  }

  @Override
  public void forget() {
    current = Optional.empty();
    if (folder.isPresent()
        || ChunkFolder.mayBeIn(Stores.place(settings, context), wanted.request().key().id())) {
      openFolder().clear();
    }
  }
}
