package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder beside the checkpoints in which a search or a range test keeps its results, with the
 * settings it ran with.
 */
final class ExperimentFolder {
  private static final String CONFIG = "experiment.yaml";

  private final Settings settings;
  private final Path path;

  ExperimentFolder(Settings settings, String name) {
    this.settings = settings;
    this.path = Path.of(settings.checkpoint().directory()).resolve(name);
  }

  Path path() {
    return path;
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
    try (Stream<Path> content = Files.list(path)) {
      return content.anyMatch(file -> !file.equals(path.resolve(CONFIG)));
    } catch (IOException e) {
      return true;
    }
  }

  private Map<String, List<String>> differences() {
    Settings there = SettingsReader.read(path.resolve(CONFIG), List.of());
    Map<String, List<String>> differences =
        new TreeMap<>(SettingsDiff.between(List.of(there, settings)));
    differences.remove("search.top");
    return differences;
  }
}
