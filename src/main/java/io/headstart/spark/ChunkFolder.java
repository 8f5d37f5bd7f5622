package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.store.LocalFeatureStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The chunks of one entry on a file system that all machines see. Each attempt at a chunk writes a
 * file of its own, {@code FROM-COUNT-RANDOM.chunk}, straight to that name: nothing is renamed,
 * which object stores cannot, and two attempts at the same rows do not meet. Whichever file is
 * whole counts.
 */
final class ChunkFolder {
  private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)-[0-9a-f]+\\.chunk");
  private static final String END = ".chunk";

  private final Path folder;
  private final FileSystem files;

  /** A file that may be a chunk: rows {@code from .. from + count - 1}. */
  record ChunkFile(Path path, int from, int count) {}

  /**
   * Opens the folder; it need not exist.
   *
   * @param store where the store lies
   * @param id of the entry
   */
  ChunkFolder(URI store, String id, Configuration hadoop) {
    this.folder = new Path(new Path(new Path(store), LocalFeatureStore.CHUNKS), id);
    try {
      FileSystem found = folder.getFileSystem(hadoop);
      // The sums that Hadoop keeps beside local files would be files of their own.
      this.files = found instanceof LocalFileSystem local ? local.getRaw() : found;
    } catch (IOException e) {
      throw refused("opened", folder, e);
    }
  }

  /** Returns whether a driver that was killed may have left the folder: empty-handed at no cost. */
  static boolean mayBeIn(URI store, String id) {
    return store.getScheme().equals("file")
        && Files.exists(java.nio.file.Path.of(store).resolve(LocalFeatureStore.CHUNKS).resolve(id));
  }

  /** Returns what is there, whole or not; what somebody deletes meanwhile may be among it. */
  List<ChunkFile> list() {
    try {
      List<ChunkFile> found = new ArrayList<>();
      for (FileStatus status : files.listStatus(folder)) {
        Matcher name = NAME.matcher(status.getPath().getName());
        if (name.matches()) {
          int from = Integer.parseInt(name.group(1));
          found.add(new ChunkFile(status.getPath(), from, Integer.parseInt(name.group(2))));
        }
      }
      return found;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw refused("listed", folder, e);
    }
  }

  /**
   * Writes a chunk.
   *
   * @throws Failure when the place refuses; what it took of the file is deleted or, where that is
   *     refused too, seen to be no chunk
   */
  void write(FeatureChunk chunk) {
    String attempt = UUID.randomUUID().toString().replace("-", "");
    Path path = new Path(folder, chunk.from() + "-" + chunk.count() + "-" + attempt + END);
    try {
      try (OutputStream out = files.create(path, false)) {
        chunk.write(out);
      }
    } catch (IOException e) {
      delete(path);
      throw refused("written", path, e);
    }
  }

  /** Returns the chunk in a file; empty when it is not whole, or not there any more. */
  Optional<FeatureChunk> read(ChunkFile file) {
    try (InputStream in = files.open(file.path())) {
      return FeatureChunk.read(in.readAllBytes())
          .filter(chunk -> chunk.from() == file.from() && chunk.count() == file.count());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw refused("read", file.path(), e);
    }
  }

  /** Deletes a file, if that can be done. */
  void delete(ChunkFile file) {
    delete(file.path());
  }

  private void delete(Path path) {
    try {
      files.delete(path, false);
    } catch (IOException e) {
      // It is in nobody's way: the next entry that is whole takes the folder with it.
      return;
    }
  }

  /** Deletes all chunks and, where it is the last, the folder of all. */
  void clear() {
    try {
      files.delete(folder, true);
      Path all = folder.getParent();
      if (files.exists(all) && files.listStatus(all).length == 0) {
        files.delete(all, false);
      }
    } catch (IOException e) {
      throw refused("deleted", folder, e);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private static Failure refused(String what, Path path, IOException e) {
    return Failure.run("chunks of features could not be %s", what)
        .received("%s: %s", path, e)
        .accepted("a store.path that all machines can read and write, with room")
        .next("correct store.path or make room, and run the same command again: it goes on")
        .cause(e)
        .build();
  }
}
