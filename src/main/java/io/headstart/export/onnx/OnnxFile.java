package io.headstart.export.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedOutputStream;
import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.engine.ModuleArchive.Instance;
import io.headstart.io.DiskFailure;
import io.headstart.io.PendingFile;
import io.headstart.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A module's methods as an ONNX file. Equal modules give equal bytes.
 *
 * @param code the module's classes, in TorchScript
 * @param root the module itself
 * @param metadata texts by name
 */
public record OnnxFile(String code, Instance root, Map<String, String> metadata) {
  /** The first with LayerNormalization is 17, the first with axes of Resize 18. */
  private static final long OPSET = 18;

  /** What belongs to that opset. */
  private static final long IR = 8;

  /** Of weights: a message of protobuf has less than 2 GiB, and the graph takes some. */
  private static final long MOST_BYTES = (2L << 30) - (16L << 20);

  /**
   * What a graph takes.
   *
   * @param dimensions numbers, or names of what may differ
   * @param bytes whether elements are uint8; float32 otherwise
   */
  public record Input(String name, boolean bytes, List<Object> dimensions) {}

  /**
   * Writes the file.
   *
   * @param method makes probabilities of the input: the first output
   * @param second makes a second output, {@code calibrated}, of the first
   * @param classes of the outputs
   * @throws Failure (usage) when the module does what is not known in ONNX
   */
  public void write(Path file, Input input, String method, Optional<String> second, int classes) {
    long bytes =
        root.attributes().values().stream()
            .filter(Tensor.class::isInstance)
            .mapToLong(tensor -> ((Tensor) tensor).type().bytes())
            .sum();
    if (bytes > MOST_BYTES) {
      throw unwritten("a network of 2 GiB");
    }
    ModelProto model = model(input, method, second, classes);
    try (PendingFile pending = PendingFile.of(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(pending.stream(), 1 << 16);
      out.useDeterministicSerialization();
      model.writeTo(out);
      out.flush();
      pending.commit();
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  private ModelProto model(Input input, String method, Optional<String> second, int classes) {
    OnnxGraph graph = new OnnxGraph("classifier");
    try {
      ScriptReader reader = new ScriptReader(code, root);
      OnnxGraph.Value given =
          graph.input(
              input.name(),
              input.bytes() ? ElementType.UINT8 : ElementType.FLOAT32,
              input.dimensions());
      List<Object> shape = List.of("batch", (long) classes);
      OnnxGraph.Value probabilities = reader.call(graph, method, given);
      graph.output("probabilities", probabilities, shape);
      second.ifPresent(
          name -> graph.output("calibrated", reader.call(graph, name, probabilities), shape));
    } catch (Syntax.Unread e) {
      throw unwritten(e.getMessage());
    }
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR)
            .setProducerName(Program.NAME)
            .setProducerVersion(Program.version())
            .setGraph(graph.proto())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private static Failure unwritten(String what) {
    return Failure.usage("this checkpoint cannot be written as ONNX")
        .received("%s", what)
        .accepted("a network whose text has only what ONNX is known for here")
        .next("choose --format torchscript or djl-serving")
        .build();
  }
}
