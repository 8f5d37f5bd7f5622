package io.headstart.checkpoint;

import static io.headstart.run.RunFile.CONFIG;
import static io.headstart.run.RunFile.EVALUATION;
import static io.headstart.run.RunFile.HISTORY;
import static io.headstart.run.RunFile.MANIFEST;
import static io.headstart.run.RunFile.STATE;
import static io.headstart.run.RunFile.UPDATES;
import static io.headstart.run.RunFile.WEIGHTS;
import static java.util.stream.Collectors.joining;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One run on disk, {@code checkpoints/model_N}: {@code config.yaml} (the effective settings),
 * {@code state.safetensors} (to go on from), {@code history.csv}, {@code updates.csv} where asked
 * for, {@code weights.safetensors} (the head), {@code evaluation.json} (confusion matrix) and
 * {@code manifest.json}, which is written last.
 */
public final class Checkpoint {
  /** Files of every finished run. */
  private static final List<String> ALWAYS = List.of(CONFIG, STATE, HISTORY, WEIGHTS);

  /** Files that are written anew with every state. */
  private static final Set<String> MOVING = Set.of(CONFIG, STATE, HISTORY, UPDATES);

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
        .filter(manifest -> manifest.finished() && manifest.epochs() == content.state().epoch())
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

  private boolean hasManifest() {
    return Files.exists(folder.resolve(MANIFEST));
  }

  private Manifest readManifest() {
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
    String trained = finishedManifest().backbone().getOrDefault("hash", "");
    if (!trained.equals(given)) {
      throw Failure.run("checkpoint %s was trained on another backbone", name())
          .received("backbone %s", given)
          .accepted("backbone %s", trained)
          .next("name the weights it was trained with in features.weights")
          .build();
    }
  }

  /**
   * What a look at all files showed.
   *
   * @param problems what is missing, changed or unreadable; empty when nothing is
   * @param resumableAfter the last complete epoch of a run that was stopped and can go on; empty
   *     for a finished one
   */
  public record Verification(List<String> problems, Optional<Integer> resumableAfter) {
    /** Returns whether the run is finished and every file as its manifest says. */
    public boolean isWhole() {
      return problems.isEmpty() && resumableAfter.isEmpty();
    }
  }

  /** Looks at all files. */
  public Verification verify() {
    List<String> problems = new ArrayList<>();
    if (!hasManifest()) {
      if (!hasState()) {
        problems.add(MANIFEST + " is missing, and there is no state to go on from");
        return new Verification(problems, Optional.empty());
      }
      return resumable(attempt(this::epochOfState, problems), problems);
    }
    Optional<Manifest> manifest = attempt(this::readManifest, problems);
    if (manifest.isEmpty()) {
      return new Verification(problems, Optional.empty());
    }
    // A state that cannot be read is not as its sum says either.
    int last = manifest.get().epochs();
    int epoch = attempt(this::epochOfState, new ArrayList<>()).orElse(last);
    compare(manifest.get(), epoch == last ? Set.of() : MOVING, problems);
    return manifest.get().finished() && epoch == last
        ? new Verification(problems, Optional.empty())
        : resumable(Optional.of(epoch), problems);
  }

  private Verification resumable(Optional<Integer> epoch, List<String> problems) {
    attempt(this::settings, problems);
    return new Verification(problems, problems.isEmpty() ? epoch : Optional.empty());
  }

  private int epochOfState() {
    return StateFile.read(folder.resolve(STATE)).state().epoch();
  }

  private static <T> Optional<T> attempt(Supplier<T> read, List<String> problems) {
    try {
      return Optional.of(read.get());
    } catch (Failure e) {
      String said = e.getMessage().lines().limit(2).map(String::strip).collect(joining(", "));
      problems.add(said.replaceFirst(", received:$", "")); // Where a list follows.
      return Optional.empty();
    }
  }

  /** Compares the files with the sums of a manifest, but for those written after it. */
  private void compare(Manifest manifest, Set<String> later, List<String> problems) {
    Map<String, String> actual = checksums();
    Map<String, String> expected = manifest.files();
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    names.addAll(manifest.finished() ? ALWAYS : List.of());
    names.removeAll(later);
    for (String name : names) {
      if (!actual.containsKey(name)) {
        problems.add(name + " is missing");
      } else if (!expected.containsKey(name)) {
        problems.add(name + " has no SHA-256 in the manifest");
      } else if (!actual.get(name).equals(expected.get(name))) {
        problems.add(name + " was changed: its SHA-256 is not the manifest's");
      }
    }
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
