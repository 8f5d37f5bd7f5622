package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.io.AppendedText;
import io.headstart.model.InputTransform;
import io.headstart.run.History;
import io.headstart.run.HistoryFiles;
import io.headstart.safetensors.ContentSum;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
import io.headstart.train.HeadState;
import io.headstart.train.TrainingState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code state.safetensors}: everything a run goes on from but its history, of which it tells how
 * much belongs to it; so replacing it is one rename, and a kill at any instant leaves the state
 * before or the state after. It carries the SHA-256 of its own content.
 */
final class StateFile {
  private static final String EPOCHS = "history";
  private static final String UPDATES = "updates";

  private StateFile() {}

  /**
   * A state and what belongs to it.
   *
   * @param transform that its features went through
   * @param extents of the history files; empty in a state of version 0.1.0, which holds the history
   */
  record Content(
      TrainingState state, InputTransform transform, Optional<HistoryFiles.Extents> extents) {}

  static void write(
      Path file, TrainingState state, InputTransform transform, HistoryFiles.Extents history) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    put(tensors, "parameters", state.head().parameters());
    put(tensors, "optimizer.first", state.head().first());
    put(tensors, "optimizer.second", state.head().second());
    put(tensors, "best", state.best());
    Head.put(tensors, transform);
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put("epoch", String.valueOf(state.epoch()));
    metadata.put("best-epoch", String.valueOf(state.bestEpoch()));
    metadata.put("best-accuracy", String.valueOf(state.bestAccuracy()));
    put(metadata, EPOCHS, history.epochs());
    history.updates().ifPresent(extent -> put(metadata, UPDATES, extent));
    metadata.put(ContentSum.KEY, ContentSum.of(metadata, tensors));
    Safetensors.write(file, tensors, metadata);
  }

  static Content read(Path file) {
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      Map<String, String> metadata = tensors.header().metadata();
      Optional<HistoryFiles.Extents> extents = Optional.empty();
      History history;
      if (metadata.containsKey(EPOCHS)) { // Version 0.1.0 kept the history here, and no sum.
        history =
            History.parse(
                "the history in " + file, field(metadata, EPOCHS), field(metadata, UPDATES));
      } else {
        requireSum(file, tensors);
        extents =
            Optional.of(new HistoryFiles.Extents(extent(metadata, EPOCHS), updates(metadata)));
        history = extents.get().read(file.toAbsolutePath().getParent());
      }
      HeadState head =
          new HeadState(
              tensors.tensor("parameters").floats(),
              tensors.tensor("optimizer.first").floats(),
              tensors.tensor("optimizer.second").floats());
      TrainingState state =
          new TrainingState(
              Integer.parseInt(field(metadata, "epoch")),
              head,
              tensors.tensor("best").floats(),
              Integer.parseInt(field(metadata, "best-epoch")),
              Double.parseDouble(field(metadata, "best-accuracy")),
              history);
      return new Content(state, Head.transform(tensors), extents);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw damaged(file, e.getMessage(), "a state written by this program");
    }
  }

  private static Failure damaged(Path file, String received, String accepted) {
    return Failure.run("the run cannot be resumed: its state is damaged")
        .received("%s: %s", file, received)
        .accepted("%s", accepted)
        .next("restore the file from a copy, or train anew under another name")
        .build();
  }

  private static void requireSum(Path file, SafetensorsFile tensors) {
    SortedMap<String, String> metadata = new TreeMap<>(tensors.header().metadata());
    String expected = field(metadata, ContentSum.KEY);
    SortedMap<String, Tensor> all = new TreeMap<>();
    tensors.header().entries().forEach(e -> all.put(e.name(), tensors.tensor(e.name())));
    String actual = ContentSum.of(metadata, all);
    if (!actual.equals(expected)) {
      throw damaged(
          file, "content with the SHA-256 " + actual, expected + ", as its own metadata say");
    }
  }

  private static void put(Map<String, String> metadata, String name, AppendedText.Extent extent) {
    metadata.put(name + "-bytes", String.valueOf(extent.bytes()));
    metadata.put(name + "-sha256", extent.sha256());
  }

  private static Optional<AppendedText.Extent> updates(Map<String, String> metadata) {
    return metadata.containsKey(UPDATES + "-bytes")
        ? Optional.of(extent(metadata, UPDATES))
        : Optional.empty();
  }

  private static AppendedText.Extent extent(Map<String, String> metadata, String name) {
    return new AppendedText.Extent(
        Long.parseLong(field(metadata, name + "-bytes")), field(metadata, name + "-sha256"));
  }

  private static String field(Map<String, String> metadata, String name) {
    if (!metadata.containsKey(name)) {
      throw new IllegalArgumentException("no " + name + " in it");
    }
    return metadata.get(name);
  }

  private static void put(Map<String, Tensor> tensors, String name, float[] values) {
    tensors.put(name, Tensor.of(values, values.length));
  }
}
