package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.experiment.Context;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Sha256;
import io.headstart.store.FeatureEntry;
import io.headstart.store.FeatureKey;
import io.headstart.store.FeatureRequest;
import io.headstart.store.FeatureStore;
import io.headstart.store.Leftover;
import io.headstart.store.LocalFeatureStore;
import io.headstart.store.RowSource;
import io.headstart.store.StoredFeatures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A feature store on a file system of Hadoop. Entries are used from copies in this machine's
 * caches, which are a store of their own: what is missing there is copied from Hadoop, and what is
 * made there is copied to it, the features first and then the manifest, without which nothing
 * counts as an entry. Entries of one key are interchangeable, and a copy is checked by its SHA-256
 * before it is used, so that two machines that copy the same one do no harm.
 */
final class HadoopFeatureStore implements FeatureStore {
  private static final String FEATURES = ".safetensors";
  private static final String MANIFEST = ".json";

  private final Path place;
  private final FileSystem files;
  private final java.nio.file.Path copies;
  private final LocalFeatureStore local;

  HadoopFeatureStore(URI place, Context context, Configuration hadoop) {
    this.place = new Path(place);
    this.copies = context.home().resolve("copies").resolve(Sha256.of(place.toString()));
    this.local = new LocalFeatureStore(copies, context.progress(), context.stop());
    try {
      FileSystem found = this.place.getFileSystem(hadoop);
      this.files = found instanceof LocalFileSystem checked ? checked.getRaw() : found;
    } catch (IOException e) {
      throw refused("opened", this.place, e);
    }
  }

  @Override
  public Optional<StoredFeatures> find(FeatureKey key) {
    Optional<StoredFeatures> here = local.find(key);
    if (here.isEmpty() && pull(key.id())) {
      here = local.find(key);
    }
    return here;
  }

  @Override
  public StoredFeatures obtain(FeatureRequest request, RowSource source) {
    String id = request.key().id();
    find(request.key());
    StoredFeatures features = local.obtain(request, source);
    if (!isThere(id + MANIFEST)) {
      push(id + FEATURES);
      push(id + MANIFEST);
    }
    return features;
  }

  /** Copies an entry to this machine; returns whether there was one. */
  private boolean pull(String id) {
    if (!isThere(id + MANIFEST)) {
      return false;
    }
    // The manifest first: with features alone it would seem that they are damaged.
    pullFile(id + MANIFEST);
    pullFile(id + FEATURES);
    return true;
  }

  private void pullFile(String name) {
    Path from = new Path(place, name);
    AtomicFiles.write(
        copies.resolve(name),
        channel -> {
          try (InputStream in = files.open(from)) {
            in.transferTo(Channels.newOutputStream(channel));
          }
        });
  }

  private void push(String name) {
    Path to = new Path(place, name);
    try (InputStream in = Files.newInputStream(copies.resolve(name));
        OutputStream out = files.create(to, true)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw refused("written", to, e);
    }
  }

  private boolean isThere(String name) {
    try {
      return files.exists(new Path(place, name));
    } catch (IOException e) {
      throw refused("read", place, e);
    }
  }

  @Override
  public long requireSpace(List<FeatureRequest> requests) {
    return local.requireSpace(
        requests.stream().filter(one -> !isThere(one.key().id() + MANIFEST)).toList());
  }

  @Override
  public List<String> ids() {
    try {
      return java.util.Arrays.stream(files.listStatus(place))
          .map(status -> status.getPath().getName())
          .filter(name -> name.matches("[0-9a-f]{64}\\.safetensors"))
          .map(name -> name.substring(0, name.length() - FEATURES.length()))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw refused("listed", place, e);
    }
  }

  @Override
  public List<FeatureEntry> list() {
    ids().forEach(this::pullMissing);
    return local.list();
  }

  private void pullMissing(String id) {
    if (!local.ids().contains(id)) {
      pull(id);
    }
  }

  /** Checks the entry as Hadoop has it, by a copy made anew. */
  @Override
  public Optional<String> verify(String id) {
    return pull(id)
        ? local.verify(id)
        : local.ids().contains(id) ? local.verify(id) : Optional.empty();
  }

  @Override
  public boolean remove(FeatureEntry entry) {
    try {
      // The manifest first: without it nothing counts as an entry.
      files.delete(new Path(place, entry.id() + MANIFEST), false);
      files.delete(new Path(place, entry.id() + FEATURES), false);
    } catch (IOException e) {
      throw refused("deleted", place, e);
    }
    return local.remove(entry);
  }

  @Override
  public List<Leftover> sweep(Duration age, boolean dryRun) {
    return local.sweep(age, dryRun);
  }

  private static Failure refused(String what, Path path, IOException e) {
    return Failure.run("the feature store could not be %s", what)
        .received("%s: %s", path, e)
        .accepted("a store.path that Hadoop can read and write here")
        .next("correct store.path, or Hadoop's configuration (spark.hadoop.* properties)")
        .cause(e)
        .build();
  }
}
