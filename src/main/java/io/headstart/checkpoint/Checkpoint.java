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
import io.headstart.config.SettingsReader;
import io.headstart.io.LockFile;
import io.headstart.model.InputTransform;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One run on disk, {@code checkpoints/model_N}: {@code config.yaml} (the effective settings),
 * {@code state.safetensors} (to go on from), {@code history.csv}, {@code updates.csv} where asked
 * for, {@code weights.safetensors} (the head), {@code evaluation.json} (confusion matrix), {@code
 * predictions.csv} (image by image), {@code calibration.safetensors} and {@code calibration.json}
 * where it was calibrated, and {@code manifest.json}, which is finished last. What it reads it
 * first compares with its checksum.
 */
public final class Checkpoint {
  /** Held for the whole run by the process that trains it. */
  static final String LOCK = ".lock";

  private final Path folder;
  private final Difference.Response modified;

  Checkpoint(Path folder, Difference.Response modified) {
    this.folder = folder;
    this.modified = modified;
  }

  /** Returns whether any of the files is there that a checkpoint begins with. */
  public boolean isBegun() {
    return Stream.of(CONFIG, STATE, MANIFEST).anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  /** Returns its name: that of its folder. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** Returns its folder. */
  public Path folder() {
    return folder;
  }

  /**
   * Opens it to go on with its run.
   *
   * @throws Failure when another process is at work on it
   */
  public CheckpointWriter goOn() {
    return CheckpointWriter.goOn(this);
  }

  /** Returns whether a process is training it at this moment. */
  public boolean isLocked() {
    return LockFile.isHeld(folder.resolve(LOCK));
  }

  /** Reads the settings it was trained with. */
  public Settings settings() {
    return settings(List.of());
  }

  /**
   * Reads the settings it was trained with, some of them overridden: {@code key.path=value}.
   *
   * @throws Failure when they are not those that its manifest vouches for
   */
  public Settings settings(List<String> overrides) {
    manifest()
        .filter(manifest -> manifest.files().containsKey(CONFIG))
        .ifPresent(manifest -> requireVouched(CONFIG, manifest));
    return SettingsReader.parseKept(
        RunFile.text(folder.resolve(CONFIG)), folder.resolve(CONFIG).toString(), overrides);
  }

  /** Returns whether there is a state to go on from. */
  public boolean hasState() {
    return Files.exists(folder.resolve(STATE));
  }

  /** Reads the state to go on from. */
  public TrainingState state() {
    return savedState().state();
  }

  /** Reads the transform of the state. */
  public InputTransform stateTransform() {
    return savedState().transform();
  }

  /** Reads the state and what belongs to it, as its own sum and its manifest vouch for. */
  StateFile.Content savedState() {
    manifest()
        .filter(manifest -> manifest.finished() && manifest.files().containsKey(STATE))
        .ifPresent(manifest -> requireVouched(STATE, manifest));
    return StateFile.read(folder.resolve(STATE));
  }

  /**
   * Reads the head of a finished run.
   *
   * @throws Failure when the run is not finished, or the file is not the one its manifest vouches
   *     for
   */
  public Head head() {
    requireVouched(WEIGHTS, finishedManifest());
    return Head.read(folder.resolve(WEIGHTS));
  }

  /**
   * Reads how the head's probabilities are to be read; empty where it was not calibrated.
   *
   * @throws Failure when the file is not the one its manifest vouches for
   */
  public Optional<Calibration> calibration() {
    Manifest manifest = finishedManifest();
    if (!manifest.files().containsKey(CALIBRATION)) {
      return Optional.empty();
    }
    requireVouched(CALIBRATION, manifest);
    return Optional.of(
        CalibrationFile.read(folder.resolve(CALIBRATION), manifest.classes().size()));
  }

  private void requireVouched(String name, Manifest manifest) {
    Difference.of(folder, manifest, name)
        .filter(difference -> name.equals(WEIGHTS) || !isLaterThan(manifest))
        .ifPresent(modified::to);
  }

  /**
   * Returns whether a finished run was to go on and was stopped, in version 0.1.0, which left its
   * manifest as it was: settings, state and history are later than that says.
   */
  boolean isLaterThan(Manifest manifest) {
    try {
      return manifest.files().containsKey(STATE) && epochOfState() > manifest.epochs();
    } catch (Failure damaged) {
      return false; // It is not as its sum says either.
    }
  }

  /** Returns the SHA-256 of the files a manifest vouches for, by name. */
  public Map<String, String> checksums() {
    Map<String, String> sums = new TreeMap<>();
    for (String name :
        List.of(
            CONFIG,
            STATE,
            HISTORY,
            UPDATES,
            WEIGHTS,
            EVALUATION,
            PREDICTIONS,
            CALIBRATION,
            CALIBRATION_FIGURES)) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        sums.put(name, RunFile.sha256(file));
      }
    }
    return sums;
  }

  /** Returns the manifest, or nothing when there is none or it is damaged. */
  public Optional<Manifest> manifest() {
    try {
      return hasManifest() ? Optional.of(readManifest()) : Optional.empty();
    } catch (Failure damaged) {
      return Optional.empty();
    }
  }

  boolean hasManifest() {
    return Files.exists(folder.resolve(MANIFEST));
  }

  Manifest readManifest() {
    return Manifest.read(folder.resolve(MANIFEST));
  }

  /**
   * Returns {@code running} while a process trains it, {@code finished}, {@code stopped} before its
   * end, {@code damaged} when its manifest cannot be read, {@code unclear} when there is none.
   */
  public String status() {
    if (isLocked()) {
      return Manifest.RUNNING;
    }
    return manifest()
        .map(manifest -> manifest.finished() ? Manifest.FINISHED : "stopped")
        .orElse(hasManifest() ? "damaged" : "unclear");
  }

  /** Returns whether its run is finished. */
  public boolean isFinished() {
    return manifest().filter(Manifest::finished).isPresent();
  }

  /**
   * Returns the manifest of a finished run.
   *
   * @throws Failure when there is none, it is damaged, or the run is not finished
   */
  public Manifest finishedManifest() {
    if (hasManifest()) {
      Manifest manifest = readManifest();
      if (manifest.finished()) {
        return manifest;
      }
    }
    throw Failure.run("checkpoint %s is not finished", name())
        .received("%s without a finished manifest.json", folder)
        .accepted("a finished run")
        .next(
            "go on with `java -jar trainer.jar train --resume %s`, or remove it with"
                + " `java -jar trainer.jar checkpoints remove %s`",
            name(), name())
        .build();
  }

  /**
   * Checks that a backbone is the one the head was trained on.
   *
   * @param given the hash of its weights
   * @throws Failure when it is another
   */
  public void requireBackbone(String given) {
    String trained = backboneHash();
    if (!trained.equals(given)) {
      throw Failure.run("checkpoint %s was trained on another backbone", name())
          .received("backbone %s", given)
          .accepted("backbone %s", trained)
          .next("name the weights it was trained with in features.weights")
          .build();
    }
  }

  /** Returns the hash of the backbone's weights that it was trained on, as its manifest has it. */
  public String backboneHash() {
    return finishedManifest().backbone().getOrDefault("hash", "");
  }

  /** Returns the last complete epoch of the state to go on from. */
  int epochOfState() {
    return StateFile.read(folder.resolve(STATE)).state().epoch();
  }
}
