package io.headstart.data;

import ai.djl.Application;
import ai.djl.basicdataset.BasicDatasets;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.util.Utils;
import io.headstart.Failure;
import io.headstart.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The CIFAR-10 files that DJL's basicdataset keeps, downloaded through it where they are missing.
 *
 * <p>Only its repository is used. Its {@code Cifar10} class would start an engine (its builder asks
 * for a manager) and make one float32 array of 614 MB on the default device.
 */
final class Cifar10Download {
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

  /**
   * Returns the files in DJL's cache. What is there is used as it is: DJL itself would look for
   * newer metadata once a day and fail without a network.
   *
   * @throws Failure of kind MISSING when they are neither there nor to be had
   */
  static CachedFiles files(Progress progress) {
    MRL resource =
        BasicDatasets.REPOSITORY.dataset(
            Application.CV.ANY, BasicDatasets.GROUP_ID, "cifar10", "1.0");
    Path folder =
        Utils.getCacheDir()
            .resolve("cache/repo")
            .resolve(resource.toURI().getPath())
            .resolve("1.0");
    CachedFiles cached = CachedFiles.in(folder);
    if (Files.isRegularFile(cached.train())) {
      return cached;
    }
    if (Utils.isOfflineMode()) {
      throw Failure.missing("CIFAR-10 is not on this machine")
          .received("no %s, and downloads are off (offline mode)", cached.train())
          .accepted("the files in DJL's cache, or data.path with the official files")
          .next(
              "set data.path to the official files, or run once with a network, without --offline")
          .build();
    }
    download(resource, progress);
    if (!Files.isRegularFile(cached.train())) {
      throw missing(cached.train() + " is not there after the download", null);
    }
    return cached;
  }

  private static void download(MRL resource, Progress progress) {
    progress.line("downloading CIFAR-10 (170 MB) from " + BasicDatasets.DJL_REPO_URL);
    try {
      Artifact artifact = resource.getDefaultArtifact();
      if (artifact == null) {
        throw missing("the repository does not list " + resource, null);
      }
      resource.prepare(artifact, new DownloadProgress(progress));
    } catch (IOException e) {
      throw missing(e.toString(), e);
    }
  }

  private static Failure missing(String reason, IOException cause) {
    return Failure.missing("cannot download CIFAR-10 from %s", BasicDatasets.DJL_REPO_URL)
        .received("%s", reason)
        .accepted("a network that reaches that address (a proxy is given by -Dhttps.proxyHost=...)")
        .next("try again, or set data.path to the official cifar-10-binary.tar.gz")
        .cause(cause)
        .build();
  }

  /** Hands DJL's progress on. */
  private static final class DownloadProgress implements ai.djl.util.Progress {
    private final Progress progress;
    private Progress.Task task = done -> {};
    private long done;

    DownloadProgress(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void reset(String message, long max, String trailingMessage) {
      task = progress.task("downloading CIFAR-10", "bytes", max);
    }

    @Override
    public void start(long initialProgress) {
      done = initialProgress;
    }

    @Override
    public void end() {
      task.close();
    }

    @Override
    public void increment(long increment) {
      // The stream reports its end as -1 bytes.
      update(done + Math.max(0, increment), null);
    }

    @Override
    public void update(long progressed, String message) {
      done = progressed;
      task.done(done);
    }
  }
}
