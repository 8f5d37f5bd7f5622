package io.headstart.search;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.headstart.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code trials.jsonl}: one line a finished trial, forced to the disk as it is written, so that a
 * killed search goes on where it was. A last line that was cut off is dropped.
 */
public final class TrialJournal {
  private static final Gson GSON = new Gson();
  private final Path file;
  private final Map<Integer, TrialResult> results = new LinkedHashMap<>();

  /** A line; an infinite loss has no place in JSON and is left out. */
  private record Line(
      int number,
      String stage,
      Map<String, String> values,
      double accuracy,
      Double loss,
      int epochs) {}

  private TrialJournal(Path file) {
    this.file = file;
  }

  /**
   * Opens a journal, or starts one.
   *
   * @throws Failure when the file cannot be read or is no journal
   */
  public static TrialJournal open(Path file) {
    TrialJournal journal = new TrialJournal(file);
    if (Files.exists(file)) {
      journal.read();
    }
    return journal;
  }

  /** Returns the result of each finished trial, by number. */
  public Map<Integer, TrialResult> results() {
    return results;
  }

  /** Keeps a result. */
  public synchronized void append(TrialResult result) {
    Trial trial = result.trial();
    Double loss = Double.isFinite(result.loss()) ? result.loss() : null;
    Line line =
        new Line(
            trial.number(),
            trial.stage(),
            trial.values(),
            result.accuracy(),
            loss,
            result.epochs());
    byte[] bytes = (GSON.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.force(true);
    } catch (IOException e) {
      throw failed("written", e);
    }
    results.put(trial.number(), result);
  }

  private void read() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int whole = bytes.length;
      while (whole > 0 && bytes[whole - 1] != '\n') {
        whole--;
      }
      if (whole < bytes.length) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(whole);
        }
      }
      for (String text : new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
        if (!text.isEmpty()) {
          Line line = GSON.fromJson(text, Line.class);
          Trial trial = new Trial(line.number, line.stage, line.values);
          double loss = line.loss == null ? Double.POSITIVE_INFINITY : line.loss;
          results.put(line.number, new TrialResult(trial, line.accuracy, loss, line.epochs));
        }
      }
    } catch (IOException | JsonParseException e) {
      throw failed("read", e);
    }
  }

  private Failure failed(String what, Exception e) {
    return Failure.run("the search's journal could not be %s", what)
        .received("%s: %s", file, e)
        .accepted("a file of this program that can be read and written")
        .next("check permissions and free space, or remove its folder to search anew")
        .cause(e)
        .build();
  }
}
