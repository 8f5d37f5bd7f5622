package io.headstart.config;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds configuration files by the names that users give. */
public final class Configs {
  private static final String FOLDER = "config";
  private static final int DEPTH = 3;

  private Configs() {}

  /**
   * Returns the file of a name: as given, or else under {@code config/}.
   *
   * @throws Failure of kind {@link Failure.Kind#MISSING} if it is in neither place
   */
  public static Path locate(String name) {
    return locate(name, Path.of(""));
  }

  /** As {@link #locate(String)}, seen from a folder. */
  static Path locate(String name, Path base) {
    Path given = base.resolve(name);
    Path inFolder = base.resolve(FOLDER).resolve(name);
    for (Path candidate : List.of(given, inFolder)) {
      if (Files.exists(candidate) && !Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    List<String> present = present(base.resolve(FOLDER));
    String listed = present.isEmpty() ? "no .yaml files" : String.join(", ", present);
    boolean absolute = given.equals(inFolder);
    throw Failure.missing("the configuration %s was not found", name)
        .received("%s; looked for %s", name, absolute ? given : given + " and " + inFolder)
        .accepted("a YAML file; in %s/ are: %s", FOLDER, listed)
        .next("give one of these, or the path of your own file, with --config")
        .build();
  }

  /**
   * Returns the names of the reports that can be reproduced: the folders of {@code config/} with a
   * {@code report.yaml}, in alphabetical order.
   *
   * @throws Failure of kind {@link Failure.Kind#MISSING} if there are none
   */
  public static List<String> reports() {
    String ending = "/" + Reproduction.FILE;
    List<String> reports =
        present(Path.of(FOLDER)).stream()
            .filter(name -> name.endsWith(ending))
            .map(name -> name.substring(0, name.length() - ending.length()))
            .toList();
    if (reports.isEmpty()) {
      throw Failure.missing("no reports to reproduce were found")
          .received("no */%s under %s/", Reproduction.FILE, FOLDER)
          .accepted("the project's folder config/ in the working directory")
          .next("run from the project's folder")
          .build();
    }
    return reports;
  }

  private static List<String> present(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      return List.of(); // the list is only a hint
    }
  }
}
