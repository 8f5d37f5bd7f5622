package io.headstart.search;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.headstart.Failure;
import io.headstart.io.CheckedLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code trials.jsonl}: one line a finished trial, forced to the disk as it is written and with a
 * checksum of its own, so that a killed search goes on where it was. A line that was cut off or
 * changed is dropped, and its trial run again.
 */
public final class TrialJournal {
  private static final Gson GSON = new Gson();
  private final Path file;
  private final CheckedLines lines;
  private final int damaged;
  private final Map<Integer, TrialResult> results = new LinkedHashMap<>();

  /** A line; an infinite loss has no place in JSON and is left out. */
  private record Line(
      int number,
      String stage,
      Map<String, String> values,
      double accuracy,
      Double loss,
      int epochs) {}

  private TrialJournal(Path file, CheckedLines lines) {
    this.file = file;
    this.lines = lines;
    int wrong = 0;
    for (String line : lines.lines()) {
      Optional<TrialResult> result = parse(line);
      result.ifPresent(found -> results.put(found.trial().number(), found));
      wrong += result.isPresent() ? 0 : 1;
    }
    this.damaged = lines.damaged() + wrong;
  }

  /**
   * Opens a journal, or starts one.
   *
   * @throws Failure when the file cannot be read
   */
  public static TrialJournal open(Path file) {
    try {
      return new TrialJournal(file, CheckedLines.open(file));
    } catch (IOException e) {
      throw failed(file, "read", e);
    }
  }

  /**
   * Looks at a journal that a search may be writing, and changes nothing of it.
   *
   * @throws Failure when the file cannot be read
   */
  public static TrialJournal look(Path file) {
    try {
      return new TrialJournal(file, CheckedLines.look(file));
    } catch (IOException e) {
      throw failed(file, "read", e);
    }
  }

  /** Returns the result of each finished trial, by number. */
  public Map<Integer, TrialResult> results() {
    return results;
  }

  /** Returns how many lines are not as they were written, or hold what no trial comes to. */
  public int damaged() {
    return damaged;
  }

  /** Returns the result of a trial, if it was finished with just these values. */
  public Optional<TrialResult> result(Trial trial) {
    return Optional.ofNullable(results.get(trial.number()))
        .filter(result -> result.trial().equals(trial));
  }

  /** Keeps a result. */
  public synchronized void append(TrialResult result) {
    try {
      lines.append(text(result));
    } catch (IOException e) {
      throw failed(file, "written", e);
    }
    results.put(result.trial().number(), result);
  }

  /** Returns the line of a result, of which {@link #parse} makes it again. */
  public static String text(TrialResult result) {
    Trial trial = result.trial();
    Double loss = Double.isFinite(result.loss()) ? result.loss() : null;
    return GSON.toJson(
        new Line(
            trial.number(),
            trial.stage(),
            trial.values(),
            result.accuracy(),
            loss,
            result.epochs()));
  }

  /** Returns a line's result, or nothing for what no trial comes to. */
  public static Optional<TrialResult> parse(String text) {
    try {
      Line line = GSON.fromJson(text, Line.class);
      boolean sound =
          line.number > 0
              && line.stage != null
              && line.values != null
              && line.accuracy >= 0
              && line.accuracy <= 1
              && (line.loss == null || line.loss >= 0)
              && line.epochs >= 0;
      double loss = line.loss == null ? Double.POSITIVE_INFINITY : line.loss;
      return sound
          ? Optional.of(
              new TrialResult(
                  new Trial(line.number, line.stage, line.values),
                  line.accuracy,
                  loss,
                  line.epochs))
          : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static Failure failed(Path file, String what, IOException e) {
    return Failure.run("the search's journal could not be %s", what)
        .received("%s: %s", file, e)
        .accepted("a file of this program that can be read and written")
        .next("check permissions and free space, or remove its folder to search anew")
        .cause(e)
        .build();
  }
}
