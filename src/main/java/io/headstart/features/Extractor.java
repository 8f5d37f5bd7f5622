package io.headstart.features;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.data.ImageSet;
import io.headstart.features.RemoteExtraction.Wanted;
import io.headstart.store.FeatureKey;
import io.headstart.store.FeatureRequest;
import io.headstart.store.FeatureStore;
import io.headstart.store.RowChunk;
import io.headstart.store.RowSource;
import io.headstart.store.StoredFeatures;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Turns image sets into feature sets: out of the store when they are there, through the backbone
 * (and into the store) when not.
 */
public final class Extractor {
  private final Backbone backbone;
  private final Optional<FeatureStore> store;
  private final int threads;
  private final Progress progress;
  private final BooleanSupplier stop;
  private final Optional<RemoteExtraction> remote;
  private final Set<String> said = new HashSet<>();
  private long extracted;
  private double seconds;

  /**
   * Makes an extractor.
   *
   * @param store where features are kept; empty keeps none
   * @param threads that read images while the backbone works
   * @param stop asked between batches: true ends the extraction, finished chunks are kept
   */
  public Extractor(
      Backbone backbone,
      Optional<FeatureStore> store,
      int threads,
      Progress progress,
      BooleanSupplier stop) {
    this(backbone, store, threads, progress, stop, Optional.empty());
  }

  private Extractor(
      Backbone backbone,
      Optional<FeatureStore> store,
      int threads,
      Progress progress,
      BooleanSupplier stop,
      Optional<RemoteExtraction> remote) {
    this.backbone = backbone;
    this.store = store;
    this.threads = threads;
    this.progress = progress;
    this.stop = stop;
    this.remote = remote;
  }

  /** Returns an extractor like this whose features are made on other machines. */
  public Extractor on(RemoteExtraction machines) {
    return new Extractor(backbone, store, threads, progress, stop, Optional.of(machines));
  }

  /** Returns the features of a set computed when asked for, and kept nowhere. */
  public static FeatureSet direct(Backbone backbone, ImageSet images) {
    return new Direct(backbone, images);
  }

  /** Returns the features of a set. */
  public FeatureSet features(ImageSet images) {
    return store
        .<FeatureSet>map(kept -> new StoredFeatureSet(images.name(), stored(kept, images)))
        .orElseGet(() -> new Direct(backbone, images));
  }

  /**
   * Checks that the features of sets have room where they are kept, before the first is made, and
   * says how long making them will take, where the backbone's speed is known.
   */
  public void prepare(List<ImageSet> sets) {
    if (store.isEmpty()) {
      return;
    }
    long missing =
        store.get().requireSpace(sets.stream().map(images -> request(backbone, images)).toList());
    backbone
        .imagesPerSecond()
        .ifPresent(
            speed -> {
              // How fast other machines are is not known.
              if (missing > 0 && remote.isEmpty()) {
                progress.line(
                    String.format(
                        Locale.ROOT,
                        "%,d images to extract, at most about %.0f a second here: %.0f s or more",
                        missing,
                        speed,
                        missing / speed));
              }
            });
  }

  private static FeatureRequest request(Backbone from, ImageSet images) {
    FeatureKey key = FeatureKey.of(from.identity()).with("images", images.contentHash());
    int dimension = from.dimension(images.height(), images.width());
    return new FeatureRequest(key, images.name(), images.labels(), dimension);
  }

  /**
   * Returns the entry of a set in the store, made when it is not there. Of several backbones each
   * has an entry of its own, as it has alone, and theirs are joined.
   */
  public StoredFeatures stored(FeatureStore kept, ImageSet images) {
    if (backbone.parts().size() == 1) {
      return stored(0, kept, images);
    }
    List<StoredFeatures> parts = new ArrayList<>();
    for (int place = 0; place < backbone.parts().size(); place++) {
      parts.add(stored(place, kept, images));
    }
    return kept.obtain(request(backbone, images), chunk -> join(parts, chunk));
  }

  private static void join(List<StoredFeatures> parts, RowChunk chunk) {
    for (int row = chunk.from(); row < chunk.from() + chunk.count(); row++) {
      for (StoredFeatures part : parts) {
        part.copyRows(row, 1, chunk.rows());
      }
      if (!parts.get(0).isValid(row)) {
        chunk.broken(row);
      }
    }
  }

  private StoredFeatures stored(int place, FeatureStore kept, ImageSet images) {
    Backbone from = backbone.parts().get(place);
    FeatureRequest request = request(from, images);
    StoredFeatures features =
        remote.isPresent()
            ? made(remote.get().rows(new Wanted(from, place, images, request)), kept, request)
            : made(from, kept, images, request);
    meetBroken(images, features.broken());
    images.broken().stream()
        .filter(said::add)
        .forEach(problem -> progress.line("skipped a broken image: " + problem));
    return features;
  }

  /**
   * Reads images once more whose features an earlier run could not make: kept features do not say
   * why, and the settings of this run may accept fewer.
   */
  private static void meetBroken(ImageSet images, int[] broken) {
    if (images.broken().size() < broken.length) {
      byte[] pixels = new byte[images.bytesPerImage()];
      for (int index : broken) {
        images.read(index, pixels, 0);
      }
    }
  }

  private StoredFeatures made(
      RemoteExtraction.Rows rows, FeatureStore kept, FeatureRequest request) {
    try {
      StoredFeatures features = kept.obtain(request, rows);
      rows.forget();
      return features;
    } finally {
      extracted += rows.made();
      seconds += rows.seconds();
    }
  }

  private StoredFeatures made(
      Backbone from, FeatureStore kept, ImageSet images, FeatureRequest request) {
    try (BatchReader reader = new BatchReader(images, from.batchSize(), threads)) {
      return kept.obtain(request, new Rows(from, images, reader));
    }
  }

  /**
   * Fills rows that are kept nowhere.
   *
   * @param images of which those of the rows are read, and some behind them
   * @param chunk begins with a whole batch
   */
  public void fill(ImageSet images, RowChunk chunk) {
    try (BatchReader reader = new BatchReader(images, backbone.batchSize(), threads)) {
      new Rows(backbone, images, reader).fill(chunk);
    }
  }

  /** The rows of a set, batch by batch. */
  private final class Rows implements RowSource {
    private final Backbone from;
    private final ImageSet images;
    private final BatchReader reader;

    Rows(Backbone from, ImageSet images, BatchReader reader) {
      this.from = from;
      this.images = images;
      this.reader = reader;
    }

    @Override
    public int batch() {
      return from.batchSize();
    }

    @Override
    public void fill(RowChunk chunk) {
      long start = System.nanoTime();
      int end = chunk.from() + chunk.count();
      for (int row = chunk.from(); row < end; ) {
        if (stop.getAsBoolean()) {
          throw stopped(images, row);
        }
        BatchReader.Batch batch = reader.read(row, Math.min(from.batchSize(), end - row));
        int count = batch.count();
        from.features(batch.pixels(), count, images.height(), images.width(), chunk.rows());
        batch.broken().stream().forEach(chunk::broken);
        row += count;
        chunk.done(row - chunk.from());
      }
      seconds += (System.nanoTime() - start) / 1e9;
      extracted += chunk.count();
    }
  }

  private static Failure stopped(ImageSet images, int at) {
    return Failure.interrupted("the extraction of %s was stopped", images.name())
        .received("a signal to stop at image %d of %d", at, images.size())
        .accepted("all images")
        .next("run the same command again: it goes on at the last whole chunk")
        .build();
  }

  /** Returns how many images went through the backbone so far; the others were in the store. */
  public long extracted() {
    return extracted;
  }

  /** Returns how many a second that were, reading them included; 0 where there were none. */
  public double imagesPerSecond() {
    return extracted == 0 ? 0 : extracted / seconds;
  }

  /** Returns the seconds that took, reading the images included. */
  public double seconds() {
    return seconds;
  }

  private record Direct(Backbone backbone, ImageSet images) implements FeatureSet {
    @Override
    public String name() {
      return images.name();
    }

    @Override
    public int count() {
      return images.size();
    }

    @Override
    public int dimension() {
      return backbone.dimension(images.height(), images.width());
    }

    @Override
    public boolean isValid(int index) {
      return images.read(index, new byte[images.bytesPerImage()], 0);
    }

    @Override
    public void gather(int[] indices, FloatBuffer target) {
      int size = images.bytesPerImage();
      byte[] pixels = new byte[Math.min(backbone.batchSize(), indices.length) * size];
      for (int from = 0; from < indices.length; from += backbone.batchSize()) {
        int count = Math.min(backbone.batchSize(), indices.length - from);
        for (int i = 0; i < count; i++) {
          images.read(indices[from + i], pixels, i * size);
        }
        backbone.features(pixels, count, images.height(), images.width(), target);
      }
    }
  }
}
