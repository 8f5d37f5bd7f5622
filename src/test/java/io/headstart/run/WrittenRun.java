package io.headstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.experiment.SmallRun;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a small run wrote, for tests to read and to damage. */
public final class WrittenRun {
  private WrittenRun() {}

  /**
   * Trains three epochs with all that a run can have: every curve, a penalty, rows within epochs.
   *
   * @param folder for the run, which is named run, and its caches
   * @return the run's folder
   */
  public static Path train(Path folder, String... overrides) {
    List<String> all =
        Stream.concat(
                Stream.of(
                    "train.curves=[train, validation, test]",
                    "train.curve-updates=6",
                    "train.l2=0.01"),
                Stream.of(overrides))
            .toList();
    return SmallRun.train(folder, all.toArray(String[]::new));
  }

  /** Copies a run's files, but for its report. */
  public static Path copy(Path run, Path target) {
    try (Stream<Path> files = Files.list(run)) {
      Files.createDirectories(target);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a run's manifest vouch for a file as it is now, or for none where it is missing. */
  public static void vouch(Path run, String name) {
    Manifest manifest = Manifest.read(run.resolve(RunFile.MANIFEST));
    Map<String, String> files = new TreeMap<>(manifest.files());
    files.remove(name);
    try {
      if (Files.exists(run.resolve(name))) {
        files.put(name, Sha256.of(run.resolve(name)));
      }
      Files.writeString(run.resolve(RunFile.MANIFEST), manifest.withFiles(files).json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives every line of a table the checksum of its content. */
  public static void check(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      StringBuilder text = new StringBuilder(lines.get(0)).append('\n');
      for (String line : lines.subList(1, lines.size())) {
        text.append(CsvTable.checked(line.substring(0, line.lastIndexOf(',')))).append('\n');
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a text that must be in a file. */
  public static void replace(Path file, String text, String by) {
    try {
      String before = Files.readString(file);
      assertThat(before).contains(text);
      Files.writeString(file, before.replace(text, by));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes a JSON file; its seal would only say that it was changed. */
  public static void edit(Path file, Consumer<JsonObject> change) {
    try {
      JsonObject object = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      change.accept(object);
      object.remove(Seal.FIELD);
      Files.writeString(file, new GsonBuilder().serializeNulls().create().toJson(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
