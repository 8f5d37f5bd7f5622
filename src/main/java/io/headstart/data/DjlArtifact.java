package io.headstart.data;

import ai.djl.Application;
import ai.djl.basicdataset.BasicDatasets;
import ai.djl.pytorch.zoo.PtModelZoo;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.util.Utils;
import io.headstart.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Something that DJL publishes: where its cache keeps it, and the way to fetch it. */
public final class DjlArtifact {
  /** Models and data sets lie at one address. */
  private static final Repository REPOSITORY = BasicDatasets.REPOSITORY;

  /** The key of a model's own file in DJL's lists, beside which there may be names of classes. */
  private static final String MODEL = "model";

  private final MRL resource;
  private final String name;
  private final String own;
  private final Optional<String> sha1;

  /**
   * Names a resource.
   *
   * @param name of the artifact
   * @param own its folder below the resource's: the version and, where DJL's list of artifacts
   *     gives one, the artifact's name
   * @param sha1 of the file with the model, in hexadecimal; empty for that of DJL's list
   */
  private DjlArtifact(MRL resource, String name, String own, Optional<String> sha1) {
    this.resource = resource;
    this.name = name;
    this.own = own;
    this.sha1 = sha1;
  }

  /**
   * Returns this where only one file is taken as the model, whatever DJL's list says by then.
   *
   * @param hash SHA-1 of the file as it is downloaded, in hexadecimal
   */
  public DjlArtifact pinned(String hash) {
    return new DjlArtifact(resource, name, own, Optional.of(hash));
  }

  /** Returns a data set of DJL's repository. */
  public static DjlArtifact dataset(String name, String version) {
    return new DjlArtifact(
        REPOSITORY.dataset(Application.CV.ANY, BasicDatasets.GROUP_ID, name, version),
        name,
        version,
        Optional.empty());
  }

  /**
   * Returns an image classification model of DJL's zoo for PyTorch.
   *
   * @param list the name under which DJL lists it, which may be that of several models
   * @param name of the model in that list
   */
  public static DjlArtifact model(String list, String name, String version) {
    return model(REPOSITORY, list, name, version);
  }

  /** As {@link #model(String, String, String)}, of another repository. */
  static DjlArtifact model(Repository repository, String list, String name, String version) {
    return new DjlArtifact(
        repository.model(
            Application.CV.IMAGE_CLASSIFICATION, PtModelZoo.GROUP_ID, list, version, name),
        name,
        version + "/" + name,
        Optional.empty());
  }

  /** Returns the address of DJL's repository. */
  public static String address() {
    return BasicDatasets.DJL_REPO_URL.toString();
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns the folder in DJL's cache that holds it once it is fetched. */
  public Path folder() {
    return Utils.getCacheDir()
        .resolve("cache/repo")
        .resolve(resource.toURI().getPath())
        .resolve(own);
  }

  /**
   * Fetches it into {@link #folder()}. A download that breaks off leaves nothing there; one that is
   * killed leaves a folder beside it.
   *
   * @throws IOException when the repository cannot be reached, does not list it, or gives other
   *     bytes
   */
  public void fetch(Progress progress) throws IOException {
    Artifact artifact = resource.match(Map.of());
    if (artifact == null) {
      throw new IOException("the repository does not list " + resource);
    }
    if (sha1.isPresent()) {
      Artifact.Item model = artifact.getFiles().get(MODEL);
      if (model == null) {
        throw new IOException("the repository lists no model file of " + resource);
      }
      // DJL compares what it downloads with the hash of its list, and keeps nothing else.
      model.setSha1Hash(sha1.get());
    }
    resource.prepare(artifact, new DownloadProgress(name(), progress));
  }

  /** Hands DJL's progress on. */
  private static final class DownloadProgress implements ai.djl.util.Progress {
    private final String name;
    private final Progress progress;
    private Progress.Task task = done -> {};
    private long done;

    DownloadProgress(String name, Progress progress) {
      this.name = name;
      this.progress = progress;
    }

    @Override
    public void reset(String message, long max, String trailingMessage) {
      task = progress.task("downloading " + name, "bytes", max);
      done = 0;
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
