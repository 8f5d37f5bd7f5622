package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.io.DiskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file with weights, and the way to have it. */
public interface WeightFile {
  /** Returns it as the setting and the manifest say it: {@code zoo}, or a path. */
  String text();

  /** Returns the file, or the folder in which it is to lie. */
  Path place();

  /** Returns whether the file is on this machine, so that no network is needed. */
  boolean isHere();

  /** Returns how many bytes have to be downloaded where it is not there; 0 when it cannot be. */
  long downloadBytes();

  /**
   * Returns the file, downloaded if need be.
   *
   * @param offline whether nothing may be downloaded
   * @throws Failure (missing) when it is neither there nor to be had
   */
  Path obtain(boolean offline, Progress progress);

  /**
   * Returns all files that the weights are: the file or the list, the files of the list, and what
   * they were trained for, where that lies beside them.
   *
   * @param file as {@link #obtain} returned it
   */
  static List<Path> files(Path file) {
    List<Path> files = new ArrayList<>(List.of(file));
    if (ShardIndex.isIndex(file)) {
      files.addAll(ShardIndex.paths(file));
    }
    Path config = file.toAbsolutePath().resolveSibling(PretrainedConfig.FILE);
    if (!file.toString().endsWith(".pt") && Files.isRegularFile(config)) {
      files.add(config);
    }
    return files;
  }

  /**
   * Returns the bytes of weights that are there.
   *
   * @param file as {@link #obtain} returned it: for a list of files, theirs
   */
  static long bytes(Path file) {
    try {
      long bytes = 0;
      for (Path one : ShardIndex.isIndex(file) ? ShardIndex.paths(file) : List.of(file)) {
        bytes += Files.size(one);
      }
      return bytes;
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }
}
