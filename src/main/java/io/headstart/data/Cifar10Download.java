package io.headstart.data;

import io.headstart.Failure;
import io.headstart.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The CIFAR-10 files that DJL's basicdataset keeps, downloaded through it where they are missing.
 *
 * <p>Only its repository is used. Its {@code Cifar10} class would start an engine (its builder asks
 * for a manager) and make one float32 array of 614 MB on the default device.
 */
final class Cifar10Download {
  private static final DjlArtifact ARTIFACT = DjlArtifact.dataset("cifar10", "1.0");

  private Cifar10Download() {}

  /**
   * The files of basicdataset's layout.
   *
   * @param train data_batch.bin: the five official training files, one after the other
   * @param test test_batch.bin; may not exist
   */
  record CachedFiles(Path train, Path test) {
    static CachedFiles in(Path folder) {
      return new CachedFiles(folder.resolve("data_batch.bin"), folder.resolve("test_batch.bin"));
    }
  }

  /** Returns the folder that a download would fill; empty when the files are there. */
  static Optional<Path> toFill() {
    boolean there = Files.isRegularFile(CachedFiles.in(ARTIFACT.folder()).train());
    return there ? Optional.empty() : Optional.of(ARTIFACT.folder());
  }

  /**
   * Returns the files in DJL's cache. What is there is used as it is: DJL itself would look for
   * newer metadata once a day and fail without a network.
   *
   * @throws Failure of kind MISSING when they are neither there nor to be had
   */
  static CachedFiles files(boolean offline, Progress progress) {
    CachedFiles cached = CachedFiles.in(ARTIFACT.folder());
    if (Files.isRegularFile(cached.train())) {
      return cached;
    }
    if (offline) {
      throw Failure.missing("CIFAR-10 is not on this machine")
          .received("no %s, and downloads are off (offline mode)", cached.train())
          .accepted("the files in DJL's cache, or data.path with the official files")
          .next("set data.path to the official files, or run once with a network")
          .build();
    }
    download(progress);
    if (!Files.isRegularFile(cached.train())) {
      throw missing(cached.train() + " is not there after the download", null);
    }
    return cached;
  }

  private static void download(Progress progress) {
    progress.line("downloading CIFAR-10 (170 MB) from " + DjlArtifact.address());
    try {
      ARTIFACT.fetch(progress);
    } catch (IOException e) {
      throw missing(e.toString(), e);
    }
  }

  private static Failure missing(String reason, IOException cause) {
    return Failure.missing("cannot download CIFAR-10 from %s", DjlArtifact.address())
        .received("%s", reason)
        .accepted("a network that reaches that address (a proxy is given by -Dhttps.proxyHost=...)")
        .next("try again, or set data.path to the official cifar-10-binary.tar.gz")
        .cause(cause)
        .build();
  }
}
