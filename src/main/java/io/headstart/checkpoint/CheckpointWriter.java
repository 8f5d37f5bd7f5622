package io.headstart.checkpoint;

import static io.headstart.run.RunFile.CALIBRATION;
import static io.headstart.run.RunFile.CALIBRATION_FIGURES;
import static io.headstart.run.RunFile.CONFIG;
import static io.headstart.run.RunFile.EVALUATION;
import static io.headstart.run.RunFile.HISTORY;
import static io.headstart.run.RunFile.MANIFEST;
import static io.headstart.run.RunFile.PREDICTIONS;
import static io.headstart.run.RunFile.STATE;
import static io.headstart.run.RunFile.UPDATES;
import static io.headstart.run.RunFile.WEIGHTS;

import io.headstart.Failure;
import io.headstart.calibrate.Calibration;
import io.headstart.config.Settings;
import io.headstart.config.SettingsWriter;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import io.headstart.io.LockFile;
import io.headstart.model.InputTransform;
import io.headstart.run.HistoryFiles;
import io.headstart.run.ImagePredictions;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.run.SetCalibration;
import io.headstart.run.SetConfusion;
import io.headstart.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The right to write a checkpoint, held by one thread of one process for a whole run. Closed before
 * anything was written, it leaves no folder behind.
 */
public final class CheckpointWriter implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final LockFile lock;
  private final List<Path> made;
  private Optional<HistoryFiles> history = Optional.empty();

  private CheckpointWriter(Checkpoint checkpoint, LockFile lock, List<Path> made) {
    this.checkpoint = checkpoint;
    this.lock = lock;
    this.made = made;
    AbandonedFiles.sweep(checkpoint.folder());
  }

  /** Takes hold of a checkpoint; empty when another process or thread has it. */
  static Optional<CheckpointWriter> tryOpen(Checkpoint checkpoint) throws IOException {
    return tryOpen(checkpoint, List.of());
  }

  /**
   * As {@link #tryOpen(Checkpoint)}.
   *
   * @param made folders above it that were made for it, and go with it where it stays unwritten
   */
  static Optional<CheckpointWriter> tryOpen(Checkpoint checkpoint, List<Path> made)
      throws IOException {
    return LockFile.tryAcquire(checkpoint.folder().resolve(Checkpoint.LOCK))
        .map(lock -> new CheckpointWriter(checkpoint, lock, made));
  }

  static CheckpointWriter goOn(Checkpoint checkpoint) {
    try {
      return tryOpen(checkpoint).orElseThrow(() -> atWork(checkpoint));
    } catch (IOException e) {
      throw DiskFailure.writing(checkpoint.folder(), e);
    }
  }

  static Failure atWork(Checkpoint checkpoint) {
    return Failure.run("checkpoint %s is being trained", checkpoint.name())
        .received(
            "%s is at work on %s",
            LockFile.holder(checkpoint.folder().resolve(Checkpoint.LOCK)), checkpoint.folder())
        .accepted("a checkpoint that nobody trains at this moment")
        .next("wait for it, stop it, or use another name")
        .build();
  }

  /** Returns what is written. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * Says what a new run is made of, before its first state: a kill leaves something to go by.
   *
   * @param running its manifest; the sum of the settings is added
   */
  public void begin(Settings settings, Manifest running) {
    writeSettings(settings);
    writeManifest(running.withFiles(checkpoint.checksums()));
  }

  /**
   * Says with which settings a run goes on. What it was before stays usable until it ends anew: a
   * finished manifest stays finished, and vouches for what does not change on the way.
   */
  public void goOn(Settings settings) {
    Optional<Manifest> manifest = checkpoint.manifest();
    manifest.ifPresent(before -> writeManifest(before.withFiles(lasting(before))));
    writeSettings(settings);
    manifest.ifPresent(
        before -> {
          Map<String, String> sums = lasting(before);
          sums.put(CONFIG, RunFile.sha256(file(CONFIG)));
          writeManifest(before.withFiles(sums));
        });
  }

  /**
   * Writes a whole run that another machine did.
   *
   * @param manifest its manifest; the sums are made anew, as the settings are this machine's
   * @param files the others beside the settings, by name
   */
  public void adopt(Settings settings, Manifest manifest, Map<String, byte[]> files) {
    writeSettings(settings);
    files.forEach((name, bytes) -> AtomicFiles.write(file(name), bytes));
    writeManifest(manifest.withFiles(checkpoint.checksums()));
  }

  private static Map<String, String> lasting(Manifest manifest) {
    Map<String, String> sums = new TreeMap<>(manifest.files());
    sums.keySet().removeAll(List.of(CONFIG, STATE, HISTORY, UPDATES));
    return sums;
  }

  private void writeSettings(Settings settings) {
    write(CONFIG, SettingsWriter.yaml(settings));
  }

  /** Keeps the state after an epoch, and the rows of the history since the state before. */
  public void writeState(TrainingState state, InputTransform transform) {
    if (history.isEmpty()) {
      history = Optional.of(history(state));
    }
    HistoryFiles.Extents extents = history.get().append(state.history());
    StateFile.write(file(STATE), state, transform, extents);
  }

  private HistoryFiles history(TrainingState state) {
    if (checkpoint.hasState()) {
      StateFile.Content before = checkpoint.savedState();
      if (before.extents().isPresent()) {
        return HistoryFiles.goOn(
            checkpoint.folder(), before.extents().get(), before.state().history());
      }
    }
    return HistoryFiles.begin(checkpoint.folder(), state.history());
  }

  /** Writes the head. */
  public void writeHead(Head head) {
    head.write(file(WEIGHTS));
  }

  /** Writes the confusion matrix of a set. */
  public void writeConfusion(SetConfusion confusion) {
    write(EVALUATION, confusion.json());
  }

  /** Writes what the images of that set were taken for. */
  public void writePredictions(ImagePredictions predictions) {
    write(PREDICTIONS, predictions.csv());
  }

  /** Writes how the head's probabilities are to be read, and what came of it on a set. */
  public void writeCalibration(Calibration calibration, SetCalibration figures) {
    CalibrationFile.write(file(CALIBRATION), calibration);
    write(CALIBRATION_FIGURES, figures.json());
  }

  /** Takes away what an earlier end of the run may have left of these files. */
  public void deleteCalibration() {
    try {
      Files.deleteIfExists(file(CALIBRATION));
      Files.deleteIfExists(file(CALIBRATION_FIGURES));
    } catch (IOException e) {
      throw DiskFailure.writing(checkpoint.folder(), e);
    }
  }

  /** Writes the manifest. */
  public void writeManifest(Manifest manifest) {
    write(MANIFEST, manifest.json());
  }

  private void write(String name, String text) {
    AtomicFiles.write(file(name), text);
  }

  private Path file(String name) {
    return checkpoint.folder().resolve(name);
  }

  /** Lets others at it. */
  @Override
  public void close() {
    try (lock) {
      if (!checkpoint.isBegun()) {
        Folders.delete(checkpoint.folder());
        Folders.deleteEmpty(made);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(checkpoint.folder(), e);
    }
  }
}
