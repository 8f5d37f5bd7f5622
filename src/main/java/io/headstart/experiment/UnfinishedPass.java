package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.io.AbandonedFiles;
import io.headstart.run.History;
import io.headstart.safetensors.ContentSum;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
import io.headstart.train.HeadState;
import io.headstart.train.TrainingState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The states of heads that train in one pass, kept on disk from time to time: a search that was
 * killed goes on in the middle of a pass, and ends with the same bytes. Histories are not kept:
 * nobody looks at those of trials.
 */
final class UnfinishedPass {
  /** What a kill costs at most, beside the epoch under way. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Writing gets one part in so many of the time. */
  private static final int SHARE = 100;

  private static final String IDENTITY = "identity";

  private final Path file;
  private final String identity;
  private final long interval;
  private long due;

  /**
   * A pass between two epochs.
   *
   * @param states one a head, all after the same epoch
   * @param diverged whether a head's loss has been no finite number
   */
  record Content(List<TrainingState> states, boolean[] diverged) {}

  /**
   * Names a pass; nothing is read or written yet.
   *
   * @param identity of all that the states depend on
   * @param interval the least time between two writings
   */
  UnfinishedPass(Path file, String identity, Duration interval) {
    this.file = file;
    this.identity = identity;
    this.interval = interval.toNanos();
    this.due = System.nanoTime() + this.interval;
  }

  /** Writes the states, if the last time is long enough ago. */
  void keepInTurn(Content content) {
    long start = System.nanoTime();
    if (start - due >= 0) {
      keep(content);
      long end = System.nanoTime();
      due = end + Math.max(interval, SHARE * (end - start));
    }
  }

  /** Writes the states. */
  void keep(Content content) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(IDENTITY, identity);
    metadata.put("epoch", String.valueOf(content.states().get(0).epoch()));
    for (int k = 0; k < content.states().size(); k++) {
      TrainingState state = content.states().get(k);
      put(tensors, k + ".parameters", state.head().parameters());
      put(tensors, k + ".first", state.head().first());
      put(tensors, k + ".second", state.head().second());
      put(tensors, k + ".best", state.best());
      metadata.put(k + ".best-epoch", String.valueOf(state.bestEpoch()));
      metadata.put(k + ".best-accuracy", String.valueOf(state.bestAccuracy()));
      metadata.put(k + ".diverged", String.valueOf(content.diverged()[k]));
    }
    metadata.put(ContentSum.KEY, ContentSum.of(metadata, tensors));
    Safetensors.write(file, tensors, metadata);
  }

  private static void put(Map<String, Tensor> tensors, String name, float[] values) {
    tensors.put(name, Tensor.of(values, values.length));
  }

  /** Returns what was kept of the same pass; nothing when there is none, or it is not whole. */
  Optional<Content> read() {
    AbandonedFiles.sweep(file.getParent(), file.getFileName().toString());
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (SafetensorsFile kept = Safetensors.open(file)) {
      SortedMap<String, String> metadata = new TreeMap<>(kept.header().metadata());
      SortedMap<String, Tensor> tensors = new TreeMap<>();
      kept.header().entries().forEach(e -> tensors.put(e.name(), kept.tensor(e.name())));
      boolean whole = ContentSum.of(metadata, tensors).equals(metadata.get(ContentSum.KEY));
      return whole && identity.equals(metadata.get(IDENTITY))
          ? Optional.of(content(tensors, metadata))
          : Optional.empty();
    } catch (Failure damaged) {
      return Optional.empty(); // The pass starts anew.
    }
  }

  private static Content content(Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<TrainingState> states = new ArrayList<>();
    boolean[] diverged = new boolean[tensors.size() / 4];
    for (int k = 0; k < diverged.length; k++) {
      diverged[k] = Boolean.parseBoolean(metadata.get(k + ".diverged"));
      states.add(
          new TrainingState(
              Integer.parseInt(metadata.get("epoch")),
              new HeadState(
                  tensors.get(k + ".parameters").floats(),
                  tensors.get(k + ".first").floats(),
                  tensors.get(k + ".second").floats()),
              tensors.get(k + ".best").floats(),
              Integer.parseInt(metadata.get(k + ".best-epoch")),
              Double.parseDouble(metadata.get(k + ".best-accuracy")),
              History.NONE));
    }
    return new Content(states, diverged);
  }

  /** Removes a folder with all that was kept, also of passes that were composed otherwise. */
  static void removeAll(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      return; // As below.
    }
  }

  /** Removes what was kept. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // Its pass is in the journal: nobody will ask for it.
    }
  }
}
