package io.headstart.config;

import io.headstart.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects everything wrong with a configuration, so that it is reported at once, in order. */
final class Problems {
  /** The label of a mark in the text of an override is this and the override. */
  static final String OVERRIDE = "--set ";

  private static final String ENTRY = "\n    ";

  private record Problem(int source, int line, int column, String text) {}

  private final String fileName;
  private final List<String> overrides;
  private final List<Problem> wrong = new ArrayList<>();
  private final List<Problem> missing = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Starts with no problems.
   *
   * @param fileName how the file is called in messages; marks in it carry this name
   * @param overrides the overrides, as given
   */
  Problems(String fileName, List<String> overrides) {
    this.fileName = fileName;
    this.overrides = overrides;
  }

  /** Adds a wrong key or value. */
  void add(Optional<Mark> mark, String path, String received, String accepted) {
    wrong.add(problem(mark, path, received, accepted));
  }

  /** Adds a wrong word, with the candidate it is closest to. */
  void add(
      Optional<Mark> mark,
      String path,
      String received,
      String accepted,
      String word,
      Collection<String> candidates) {
    Optional<String> meant = Spelling.closest(word, candidates);
    String suggestion = meant.map(name -> "; did you mean " + name + "?").orElse("");
    add(mark, path, received, accepted + suggestion);
  }

  /** Adds a file that is named but not there. */
  void addMissing(Optional<Mark> mark, String path, String received, String accepted) {
    missing.add(problem(mark, path, received, accepted));
  }

  /** Adds what is allowed, but surely not what was meant. */
  void note(String text) {
    notes.add(text);
  }

  List<String> notes() {
    return notes;
  }

  boolean any() {
    return !wrong.isEmpty();
  }

  /** Returns the lines of the missing files, in order of position. */
  List<String> missingTexts() {
    return texts(missing);
  }

  /** Throws all problems found so far, wrong values and missing files; or returns. */
  void throwIfAny() {
    if (wrong.isEmpty() && missing.isEmpty()) {
      return;
    }
    List<Problem> all = new ArrayList<>(wrong);
    all.addAll(missing);
    String count = all.size() == 1 ? "1 problem" : all.size() + " problems";
    String failed = "the configuration " + fileName + " has " + count;
    Failure.Builder failure =
        wrong.isEmpty() ? Failure.missing("%s", failed) : Failure.usage("%s", failed);
    throw failure
        .received("%s", ENTRY + String.join(ENTRY, texts(all)))
        .accepted("the keys and values documented in config/reference.yaml")
        .next(
            // Without a file all problems are in the --set options, which are there to see.
            fileName.equals(SettingsReader.NO_FILE)
                ? "correct the --set options; config/reference.yaml has every key"
                : "correct them, then check with: java -jar trainer.jar config validate --config "
                    + fileName.replace("%", "%%"))
        .build();
  }

  private Problem problem(Optional<Mark> mark, String path, String received, String accepted) {
    String label = mark.map(Mark::getName).orElse(fileName);
    int line = mark.map(Mark::getLine).orElse(-1) + 1;
    int column = mark.map(Mark::getColumn).orElse(-1) + 1;
    int source = 0;
    String place = line == 0 ? label : label + ":" + line + ":" + column;
    boolean pathSaid = path.isEmpty();
    if (label.startsWith(OVERRIDE)) {
      String override = label.substring(OVERRIDE.length());
      source = 1 + overrides.indexOf(override);
      place = label;
      pathSaid |= override.startsWith(path + "=");
    }
    String text = place + ": " + (pathSaid ? "" : path + ": ");
    text += "received " + received + "; accepted " + accepted;
    return new Problem(source, line, column, text);
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream()
        .sorted(
            Comparator.comparingInt(Problem::source)
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .map(Problem::text)
        .toList();
  }
}
