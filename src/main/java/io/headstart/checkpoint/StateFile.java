package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.model.InputTransform;
import io.headstart.run.History;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
import io.headstart.train.HeadState;
import io.headstart.train.TrainingState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code state.safetensors}: everything a run goes on from, in one file, so that replacing it is
 * one rename and a kill at any instant leaves the state before or the state after.
 */
final class StateFile {
  private StateFile() {}

  /** A state and the transform its features went through. */
  record Content(TrainingState state, InputTransform transform) {}

  static void write(Path file, Content content) {
    TrainingState state = content.state();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, "parameters", state.head().parameters());
    put(tensors, "optimizer.first", state.head().first());
    put(tensors, "optimizer.second", state.head().second());
    put(tensors, "best", state.best());
    Head.put(tensors, content.transform());
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("epoch", String.valueOf(state.epoch()));
    metadata.put("best-epoch", String.valueOf(state.bestEpoch()));
    metadata.put("best-accuracy", String.valueOf(state.bestAccuracy()));
    metadata.put("history", state.history().csv());
    metadata.put("updates", state.history().updatesCsv());
    Safetensors.write(file, tensors, metadata);
  }

  static Content read(Path file) {
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      Map<String, String> metadata = tensors.header().metadata();
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
              History.parse(
                  "the history in " + file,
                  field(metadata, "history"),
                  field(metadata, "updates")));
      return new Content(state, Head.transform(tensors));
    } catch (IllegalArgumentException e) {
      throw Failure.run("the run cannot be resumed: its state is damaged")
          .received("%s: %s", file, e.getMessage())
          .accepted("a state written by this program")
          .next("train anew under another name, or remove the checkpoint")
          .cause(e)
          .build();
    }
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
