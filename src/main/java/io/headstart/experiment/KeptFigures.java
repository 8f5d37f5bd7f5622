package io.headstart.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Entry of runs that leave no checkpoint, kept so that a second reproduction redoes nothing. */
record KeptFigures(Path folder) {
  private static final Gson GSON = new Gson();

  /** Files of another one have other names for their values, or none. */
  private static final int FORMAT = 1;

  /**
   * Entry of a run.
   *
   * @param format of the file
   * @param settings it was made with, as YAML
   * @param seconds it took
   * @param values by name, in order
   */
  record Entry(int format, String settings, double seconds, Map<String, Double> values) {}

  /** Returns whether a run's figures are there for the same settings. */
  boolean has(String name, Settings settings) {
    return there(name, settings).isPresent();
  }

  /** Returns the figures of a run, made now unless they are there for the same settings. */
  Entry of(String name, Settings settings, Supplier<Map<String, Double>> run) {
    return there(name, settings)
        .orElseGet(
            () -> {
              long start = System.nanoTime();
              Map<String, Double> values = run.get();
              Entry made =
                  new Entry(
                      FORMAT,
                      SettingsWriter.yaml(settings),
                      (System.nanoTime() - start) / 1e9,
                      values);
              AtomicFiles.write(file(name), GSON.toJson(made));
              return made;
            });
  }

  private Optional<Entry> there(String name, Settings settings) {
    return read(file(name))
        .filter(figures -> figures.format() == FORMAT && isOf(settings, figures));
  }

  /** Compares settings, not their text: an older version wrote the same ones in other words. */
  private static boolean isOf(Settings settings, Entry figures) {
    try {
      Settings kept = SettingsReader.parseKept(figures.settings(), "the kept run", List.of());
      return settings.decisive().equals(kept.decisive());
    } catch (Failure unreadable) {
      return false; // They are made again.
    }
  }

  private Path file(String name) {
    return folder.resolve("reproduction").resolve(name + ".json");
  }

  private static Optional<Entry> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.ofNullable(GSON.fromJson(Files.readString(file), Entry.class))
          : Optional.empty();
    } catch (IOException | JsonParseException unreadable) {
      return Optional.empty(); // It is made again.
    }
  }
}
