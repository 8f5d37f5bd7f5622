package io.headstart.studio;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.metrics.SetFigures;
import io.headstart.report.SettingPaths;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.run.Notes;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * All runs of a folder, held in memory. A run is read again when one of its small files has another
 * time or length; the files of a run that is done are not looked into otherwise. Of 10,000 runs it
 * holds some 20 MB.
 */
final class RunIndex {
  /** More runs than that are not listed. */
  static final int MOST_RUNS = 100_000;

  /** Runs that are shown before the next are read. */
  private static final int AT_A_TIME = 500;

  private final Checkpoints checkpoints;
  private final BooleanSupplier stop;
  private final SharedValues.Pool pool = new SharedValues.Pool();
  private volatile Map<String, Known> known = Map.of();
  private volatile List<RunEntry> entries = List.of();

  /** What a run's files looked like when it was read. */
  private record Known(Checkpoint checkpoint, List<String> stamps, RunEntry entry) {}

  /**
   * Knows of no run yet.
   *
   * @param stop asked while runs are read: true ends the reading
   */
  RunIndex(Path root, BooleanSupplier stop) {
    this.checkpoints = new Checkpoints(root);
    this.stop = stop;
  }

  /** Returns all runs, in the order of {@code checkpoints list}. */
  List<RunEntry> entries() {
    return entries;
  }

  /**
   * Returns a run's folder by its name.
   *
   * @throws Failure when there is none
   */
  RunEntry find(String name) {
    return known(name).entry();
  }

  /**
   * Returns a run as a checkpoint.
   *
   * @throws Failure when there is none
   */
  Checkpoint checkpoint(String name) {
    return known(name).checkpoint();
  }

  private Known known(String name) {
    Known found = known.get(name);
    if (found == null) {
      throw Failure.missing("there is no run %s", shown(name))
          .received("%s", shown(name))
          .accepted("one of the %,d runs of the table", entries.size())
          .next("go back to the table of runs")
          .build();
    }
    return found;
  }

  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + " ...";
  }

  /**
   * Looks at all runs and reads what has changed.
   *
   * @return names of the runs that are new, gone or other than before
   */
  synchronized List<String> refresh() {
    List<String> changed = new ArrayList<>();
    Map<String, Known> now = new LinkedHashMap<>();
    Map<String, Known> before = known;
    for (Checkpoint checkpoint : checkpoints.list().stream().limit(MOST_RUNS).toList()) {
      if (stop.getAsBoolean()) {
        return List.of();
      }
      now.put(checkpoint.name(), look(checkpoint, before, changed));
      if (before.isEmpty() && now.size() % AT_A_TIME == 0) {
        publish(new LinkedHashMap<>(now), changed); // Many take long the first time.
      }
    }
    before.keySet().stream().filter(name -> !now.containsKey(name)).forEach(changed::add);
    publish(now, changed);
    return changed;
  }

  /**
   * Looks only at the runs that are not done.
   *
   * @return as {@link #refresh}
   */
  synchronized List<String> refreshActive() {
    List<String> changed = new ArrayList<>();
    Map<String, Known> before = known;
    Map<String, Known> now = new LinkedHashMap<>(before);
    before.forEach(
        (name, run) -> {
          if (!run.entry().status().equals(Manifest.FINISHED)
              && Files.isDirectory(run.entry().folder())) {
            now.put(name, look(run.checkpoint(), before, changed));
          }
        });
    publish(now, changed);
    return changed;
  }

  /** Takes notice of one run whose files this program has just changed. */
  synchronized void refresh(String name) {
    List<String> changed = new ArrayList<>();
    Map<String, Known> now = new LinkedHashMap<>(known);
    now.put(name, look(checkpoint(name), Map.of(), changed));
    publish(now, changed);
  }

  private void publish(Map<String, Known> now, List<String> changed) {
    if (changed.isEmpty()) {
      return;
    }
    known = now;
    entries = now.values().stream().map(Known::entry).toList();
  }

  private Known look(Checkpoint checkpoint, Map<String, Known> before, List<String> changed) {
    Known there = before.get(checkpoint.name());
    List<String> stamps = stamps(checkpoint);
    if (there != null && there.stamps().equals(stamps)) {
      return there;
    }
    changed.add(checkpoint.name());
    return new Known(checkpoint, stamps, read(checkpoint));
  }

  private List<String> stamps(Checkpoint checkpoint) {
    List<String> stamps = new ArrayList<>();
    stamps.add(stamp(checkpoint.folder().resolve(RunFile.MANIFEST)));
    stamps.add(stamp(checkpoint.folder().resolve(RunFile.NOTES)));
    Known there = known.get(checkpoint.name());
    if (there == null || !there.entry().status().equals(Manifest.FINISHED)) {
      stamps.add(stamp(checkpoint.folder().resolve(RunFile.HISTORY)));
      stamps.add(Boolean.toString(checkpoint.isLocked()));
    }
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
      return about.lastModifiedTime().toMillis() + "/" + about.size() + "/" + about.fileKey();
    } catch (IOException e) {
      return "";
    }
  }

  private RunEntry read(Checkpoint checkpoint) {
    Optional<Manifest> manifest = checkpoint.manifest();
    boolean done =
        manifest.filter(m -> m.finished() && m.files().containsKey(RunFile.STATE)).isPresent();
    Map<String, SetFigures> figures =
        manifest.filter(Manifest::finished).map(Manifest::figures).orElse(Map.of());
    int epochs = manifest.map(Manifest::epochs).orElse(0);
    if (!done && manifest.isPresent()) {
      List<History.Row> rows = history(checkpoint);
      epochs = rows.isEmpty() ? epochs : rows.get(rows.size() - 1).epoch();
    }
    return new RunEntry(
        checkpoint.name(),
        checkpoint.folder(),
        done ? Manifest.FINISHED : checkpoint.status(),
        manifest.map(Manifest::created).orElse(""),
        epochs,
        manifest.map(m -> m.seconds().values().stream().mapToDouble(v -> v).sum()).orElse(0.0),
        manifest.map(m -> m.backbone().getOrDefault("name", "")).orElse(""),
        manifest.map(m -> m.data().name()).orElse(""),
        figures,
        settings(checkpoint),
        Notes.readable(checkpoint.folder()));
  }

  /** A line may be half written. */
  private static List<History.Row> history(Checkpoint checkpoint) {
    try {
      return RunFolder.history(checkpoint.folder()).rows();
    } catch (Failure half) {
      return List.of();
    }
  }

  private SharedValues settings(Checkpoint checkpoint) {
    Path file = checkpoint.folder().resolve(RunFile.CONFIG);
    try {
      return pool.of(SettingPaths.of(file, RunFile.text(file)));
    } catch (Failure unreadable) {
      return SharedValues.NONE;
    }
  }
}
