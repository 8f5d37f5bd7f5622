package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Sha256;
import io.headstart.model.InputTransform;
import io.headstart.train.History;
import io.headstart.train.TrainingState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final String CONFIG = "config.yaml";
  private static final String STATE = "state.safetensors";
  private static final String HISTORY = "history.csv";
  private static final String UPDATES = "updates.csv";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String EVALUATION = "evaluation.json";
  private static final String MANIFEST = "manifest.json";

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
    return SettingsReader.parse(text(CONFIG), folder.resolve(CONFIG).toString(), overrides);
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
    return StateFile.read(folder.resolve(STATE)).state();
  }

  /** Reads the transform of the state. */
  public InputTransform stateTransform() {
    return StateFile.read(folder.resolve(STATE)).transform();
  }

  /** Writes the head. */
  public void writeHead(Head head) {
    head.write(folder.resolve(WEIGHTS));
  }

  /** Reads the head. */
  public Head head() {
    return Head.read(folder.resolve(WEIGHTS));
  }

  /** Writes the confusion matrix of a set, a JSON text. */
  public void writeEvaluation(String json) {
    AtomicFiles.write(folder.resolve(EVALUATION), json);
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
    if (!Files.exists(folder.resolve(MANIFEST))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Manifest.parse(text(MANIFEST)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns whether its run is finished. */
  public boolean isFinished() {
    return manifest().filter(Manifest::finished).isPresent();
  }

  /** Returns the manifest of a finished run. */
  public Manifest finishedManifest() {
    return manifest()
        .filter(Manifest::finished)
        .orElseThrow(
            () ->
                Failure.run("checkpoint %s is not finished", name())
                    .received("%s without a finished manifest.json", folder)
                    .accepted("a finished run")
                    .next(
                        "go on with `java -jar trainer.jar train --resume %s`, or remove it with"
                            + " `java -jar trainer.jar checkpoints remove %s`",
                        name(), name())
                    .build());
  }

  /**
   * Checks that a backbone is the one the head was trained on.
   *
   * @param given the hash of its weights
   * @throws Failure when it is another
   */
  public void requireBackbone(String given) {
    String trained = finishedManifest().backbone().getOrDefault("hash", "");
    if (!trained.equals(given)) {
      throw Failure.run("checkpoint %s was trained on another backbone", name())
          .received("backbone %s", given)
          .accepted("backbone %s", trained)
          .next("name the weights it was trained with in features.weights")
          .build();
    }
  }

  /** Returns what is wrong with the files: missing, changed, unreadable; empty when whole. */
  public List<String> problems() {
    Optional<Manifest> manifest = manifest();
    if (manifest.isEmpty()) {
      return List.of("manifest.json is missing or damaged");
    }
    List<String> problems = new ArrayList<>();
    Map<String, String> actual = checksums();
    manifest
        .get()
        .files()
        .forEach(
            (file, sum) -> {
              if (!actual.containsKey(file)) {
                problems.add(file + " is missing");
              } else if (!actual.get(file).equals(sum)) {
                problems.add(file + " was changed: its SHA-256 is not the manifest's");
              }
            });
    return problems;
  }

  private String text(String name) {
    Path file = folder.resolve(name);
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Failure unreadable(Path file, IOException e) {
    return Failure.run("a file of the checkpoint cannot be read")
        .received("%s: %s", file, e)
        .accepted("a readable file")
        .next("check the folder with `java -jar trainer.jar checkpoints verify`")
        .cause(e)
        .build();
  }
}
