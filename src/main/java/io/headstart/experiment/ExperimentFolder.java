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

/** A folder beside the checkpoints that keeps an experiment and the settings it was made with. */
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
   * Makes the folder, or takes up the one that is there.
   *
   * @throws Failure when it belongs to other settings
   */
  void claim() {
    Map<String, List<String>> differences = isBegun() ? differences() : Map.of();
    if (!differences.isEmpty()) {
      throw Failure.usage("%s was made with other settings", path)
          .received("%s", SettingsDiff.lines(differences))
          .accepted("the same settings, to go on")
          .next("remove that folder, or choose another name with --set checkpoint.name=NAME")
          .build();
    }
    replace();
  }

  /** Makes the folder's settings these, whatever was there. */
  void replace() {
    AtomicFiles.write(path.resolve(CONFIG), SettingsWriter.yaml(settings));
  }

  /** Settings alone bind nobody: they may be what kept the first trial from running. */
  private boolean isBegun() {
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
