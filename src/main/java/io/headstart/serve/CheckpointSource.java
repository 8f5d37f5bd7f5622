package io.headstart.serve;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a served model comes from: a checkpoint's folder, which may get other contents. */
public final class CheckpointSource {
  private final Headstart headstart;
  private final Checkpoint checkpoint;
  private final List<String> changes;

  /**
   * A checkpoint that was opened.
   *
   * @param hash SHA-256 of its weights
   * @param calibrated whether its answers may be {@code unknown}
   * @param files SHA-256 of each of its files, by name
   */
  record Opened(
      Classifier classifier, String hash, boolean calibrated, Map<String, String> files) {}

  /**
   * Names a checkpoint.
   *
   * @param changes of its settings, as {@link Headstart#classifier(Checkpoint, List)} takes them
   */
  public CheckpointSource(Headstart headstart, Checkpoint checkpoint, List<String> changes) {
    this.headstart = headstart;
    this.checkpoint = checkpoint;
    this.changes = List.copyOf(changes);
  }

  String name() {
    return checkpoint.name();
  }

  /**
   * Opens what is there.
   *
   * @throws Failure when it is not finished or cannot be used
   */
  Opened open() {
    Manifest manifest = checkpoint.finishedManifest();
    Classifier classifier = headstart.classifier(checkpoint, changes);
    return new Opened(
        classifier,
        manifest.files().get(RunFile.WEIGHTS),
        manifest.files().containsKey(RunFile.CALIBRATION),
        manifest.files());
  }

  /** Returns the sums of the files that are there; empty where no finished run is. */
  Optional<Map<String, String>> files() {
    return checkpoint.manifest().filter(Manifest::finished).map(Manifest::files);
  }
}
