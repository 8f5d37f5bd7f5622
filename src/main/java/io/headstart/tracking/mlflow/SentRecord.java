package io.headstart.tracking.mlflow;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import io.headstart.io.AtomicFiles;
import io.headstart.io.SmallFile;
import io.headstart.tracking.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code mlflow.json} beside a run, or in a search's folder: how much of what the files say a
 * server has confirmed. What is unsent is thereby kept: it is in the run's own files. Not among the
 * files that a manifest vouches for. Used by one thread at a time.
 */
final class SentRecord {

  private static final int LONGEST = 64 << 20;
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Path file;
  private final Map<String, Entry> entries;

  private SentRecord(Path file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * One run of the server.
   *
   * @param server its address
   * @param experiment the name of the experiment
   * @param key a tag that finds the run where the answer to its creation was lost
   * @param run the server's name for it; null until it has given one
   * @param artifacts where the server keeps its files; null likewise
   * @param described whether it has the parameters
   * @param epoch the last one whose figures it has
   * @param ended whether it has everything, and knows so
   */
  record Entry(
      String server,
      String experiment,
      String key,
      String run,
      String artifacts,
      boolean described,
      int epoch,
      boolean ended) {
    Entry created(String id, String uri) {
      return new Entry(server, experiment, key, id, uri, described, epoch, false);
    }

    Entry asDescribed() {
      return new Entry(server, experiment, key, run, artifacts, true, epoch, ended);
    }

    Entry upTo(int last) {
      return new Entry(server, experiment, key, run, artifacts, described, last, ended);
    }

    Entry asEnded(boolean value) {
      return new Entry(server, experiment, key, run, artifacts, described, epoch, value);
    }
  }

  /** Reads the record of a folder; a damaged one counts as none, and is written anew. */
  static SentRecord of(Path folder) {
    Path file = folder.resolve(Tracker.RECORD);
    Map<String, Entry> entries = new TreeMap<>();
    try {
      if (Files.isRegularFile(file)) {
        Map<String, Entry> read =
            GSON.fromJson(SmallFile.text(file, LONGEST), new TypeToken<Map<String, Entry>>() {});
        if (read != null) {
          read.values().removeIf(entry -> entry == null || entry.key() == null);
          entries.putAll(read);
        }
      }
    } catch (IOException | JsonParseException damaged) {
      entries.clear();
    }
    return new SentRecord(file, entries);
  }

  /** Returns how a run stands, if this server and experiment know of it. */
  Optional<Entry> entry(String name, String server, String experiment) {
    return Optional.ofNullable(entries.get(name))
        .filter(entry -> server.equals(entry.server()) && experiment.equals(entry.experiment()));
  }

  /** Keeps how a run stands. */
  void put(String name, Entry entry) {
    entries.put(name, entry);
    AtomicFiles.write(file, GSON.toJson(entries) + "\n");
  }
}
