package io.headstart.checkpoint;

import static io.headstart.run.RunFile.CONFIG;
import static io.headstart.run.RunFile.EVALUATION;
import static io.headstart.run.RunFile.HISTORY;
import static io.headstart.run.RunFile.MANIFEST;
import static io.headstart.run.RunFile.STATE;
import static io.headstart.run.RunFile.UPDATES;
import static io.headstart.run.RunFile.WEIGHTS;

import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Sha256;
import io.headstart.model.InputTransform;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.run.SetConfusion;
import io.headstart.train.TrainingState;
import java.io.IOException;
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
 * for, {@code weights.safetensors} (the head), {@code evaluation.json} (confusion matrix) and
 * {@code manifest.json}, which is written last.
 */
public final class Checkpoint {
  private final Path folder;

  Checkpoint(Path folder) {
    this.folder = folder;
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

  /** Keeps the effective settings. */
  public void writeSettings(Settings settings) {
    AtomicFiles.write(folder.resolve(CONFIG), SettingsWriter.yaml(settings));
  }

  /** Reads the settings it was trained with. */
  public Settings settings() {
    return settings(List.of());
  }

  /** Reads the settings it was trained with, some of them overridden: {@code key.path=value}. */
  public Settings settings(List<String> overrides) {
    return SettingsReader.parse(
        RunFile.text(folder.resolve(CONFIG)), folder.resolve(CONFIG).toString(), overrides);
  }

  /** Keeps the state after an epoch; the history follows it. */
  public void writeState(TrainingState state, InputTransform transform) {
    StateFile.write(folder.resolve(STATE), new StateFile.Content(state, transform));
    writeHistory(state.history());
  }

  /** Writes the history, as after a state. */
  public void writeHistory(History history) {
    AtomicFiles.write(folder.resolve(HISTORY), history.csv());
    if (!history.updates().isEmpty()) {
      AtomicFiles.write(folder.resolve(UPDATES), history.updatesCsv());
    }
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

  private StateFile.Content savedState() {
    StateFile.Content content = StateFile.read(folder.resolve(STATE));
    // A finished run that was to go on and was stopped has a later state, which nothing vouches
    // for.
    manifest()
        .filter(manifest -> manifest.finished() && manifest.epochs() >= content.state().epoch())
        .ifPresent(manifest -> requireVouched(STATE, manifest));
    return content;
  }

  /** Writes the head. */
  public void writeHead(Head head) {
    head.write(folder.resolve(WEIGHTS));
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

  private void requireVouched(String name, Manifest manifest) {
    String expected = manifest.files().getOrDefault(name, "none");
    Path file = folder.resolve(name);
    String actual = Files.exists(file) ? sha256(file) : "no such file";
    if (!actual.equals(expected)) {
      throw Failure.run("%s is not the file that was trained", file)
          .received("SHA-256 %s", actual)
          .accepted("SHA-256 %s, as in %s", expected, MANIFEST)
          .next("restore it from a copy, go on with the run if it was stopped, or train it again")
          .build();
    }
  }

  /** Writes the confusion matrix of a set. */
  public void writeConfusion(SetConfusion confusion) {
    AtomicFiles.write(folder.resolve(EVALUATION), confusion.json());
  }

  /** Writes the manifest, with the checksums of the files beside it. */
  public void writeManifest(Manifest manifest) {
    AtomicFiles.write(folder.resolve(MANIFEST), manifest.json());
  }

  /** Returns the SHA-256 of the files a manifest vouches for, by name. */
  public Map<String, String> checksums() {
    Map<String, String> sums = new TreeMap<>();
    for (String name : List.of(CONFIG, STATE, HISTORY, UPDATES, WEIGHTS, EVALUATION)) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        sums.put(name, sha256(file));
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
   * Returns what its manifest says: finished or running; {@code damaged} when that cannot be read,
   * {@code unclear} when there is none.
   */
  public String status() {
    return manifest().map(Manifest::status).orElse(hasManifest() ? "damaged" : "unclear");
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

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw Failure.run("a file of the checkpoint cannot be read")
          .received("%s: %s", file, e)
          .accepted("a readable file")
          .next("check the folder with `java -jar trainer.jar checkpoints verify`")
          .cause(e)
          .build();
    }
  }
}
