package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import io.headstart.io.LockFile;
import io.headstart.run.RunFile;
import io.headstart.tracking.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A folder beside the checkpoints in which a search or a range test keeps its results, with the
 * settings it ran with.
 */
final class ExperimentFolder {
  private static final String CONFIG = "experiment.yaml";

  /** No hidden file: a folder with hidden files alone is taken for a checkpoint just begun. */
  private static final String LOCK = "lock";

  private final Settings settings;
  private final Path path;

  ExperimentFolder(Settings settings, String name) {
    this.settings = settings;
    this.path = Path.of(settings.checkpoint().directory()).resolve(name);
  }

  Path path() {
    return path;
  }

  /** Works on the folder, see {@link #held(Path, Supplier)}. */
  <T> T held(Supplier<T> work) {
    return held(path, work);
  }

  /**
   * Works on a folder, which is made if need be, while no other process or thread may: two equal
   * searches would do every trial twice.
   *
   * @throws Failure when another is at work on it
   */
  static <T> T held(Path folder, Supplier<T> work) {
    Path file = folder.resolve(LOCK);
    try {
      List<Path> made = Folders.create(folder);
      LockFile lock = LockFile.tryAcquire(file).orElseThrow(() -> atWork(folder, file));
      try (lock) {
        return swept(folder, made, work);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(folder, e);
    }
  }

  private static <T> T swept(Path folder, List<Path> made, Supplier<T> work) throws IOException {
    AbandonedFiles.sweep(folder);
    try {
      return work.get();
    } finally {
      removeUnused(folder, made);
    }
  }

  /** Leaves no folder behind in which nothing was written. */
  private static void removeUnused(Path folder, List<Path> made) throws IOException {
    if (List.of(folder.resolve(LOCK)).equals(content(folder))) {
      Files.deleteIfExists(folder.resolve(LOCK));
      Files.deleteIfExists(folder);
      Folders.deleteEmpty(made);
    }
  }

  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.toList();
    }
  }

  private static Failure atWork(Path folder, Path lock) {
    return Failure.run("%s is in use", folder)
        .received("%s is at work on it", LockFile.holder(lock))
        .accepted("a folder that nobody works on at this moment")
        .next("wait for it, stop it, or choose another with checkpoint.name or .directory")
        .build();
  }

  /**
   * Makes the folder, or continues with the one that is there.
   *
   * @throws Failure when that one has results of other settings
   */
  void claim() {
    Map<String, List<String>> differences = hasResults() ? differences() : Map.of();
    if (!differences.isEmpty()) {
      throw Failure.usage("%s was made with other settings", path)
          .received("%s", SettingsDiff.lines(differences))
          .accepted("the same settings, to go on")
          .next("remove that folder, or choose another name with --set checkpoint.name=NAME")
          .build();
    }
    replace();
  }

  /** Writes these settings into the folder, over any that are there. */
  void replace() {
    AtomicFiles.write(path.resolve(CONFIG), SettingsWriter.yaml(settings));
  }

  /**
   * Returns whether the folder has results. Without any, other settings may replace those in it:
   * perhaps they were corrected because the first trial failed.
   */
  private boolean hasResults() {
    if (!Files.exists(path.resolve(CONFIG))) {
      return false;
    }
    try {
      return content(path).stream()
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> !List.of(CONFIG, LOCK, Tracker.RECORD).contains(name));
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Reads the settings that an experiment ran with.
   *
   * @throws Failure when they are not there, or wrong
   */
  static Settings settings(Path folder) {
    Path config = folder.resolve(CONFIG);
    return SettingsReader.parseKept(RunFile.text(config), config.toString(), List.of());
  }

  private Map<String, List<String>> differences() {
    Settings there = settings(path);
    Map<String, List<String>> differences =
        new TreeMap<>(SettingsDiff.between(List.of(there, settings)));
    differences.remove("search.top");
    differences.keySet().removeIf(key -> key.startsWith("track.")); // Who looks on changes nothing.
    differences.remove("store.path");
    return differences;
  }
}
