package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.backbone.weights.NamedTensors;
import io.headstart.backbone.weights.Part;
import io.headstart.backbone.weights.TensorSpec;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import io.headstart.io.Sha256;
import io.headstart.safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network's weights on the device, in float32, with everything folded in that need not be
 * computed for each image: what its program takes.
 */
public final class NetworkWeights implements AutoCloseable {
  private static final String FOLD = "/io/headstart/backbone/fold.torchscript";

  private final NDManager manager;
  private final Architecture architecture;
  private final NDList tensors;
  private final String hash;

  private NetworkWeights(
      NDManager manager, Architecture architecture, NDList tensors, String hash) {
    this.manager = manager;
    this.architecture = architecture;
    this.tensors = tensors;
    this.hash = hash;
  }

  /**
   * Reads and folds weights.
   *
   * @param imageSize pixels a side, for which position embeddings are resized
   * @throws io.headstart.Failure when they are not those of the network
   */
  public static NetworkWeights load(
      TorchRuntime torch, Architecture architecture, NamedTensors file, int imageSize) {
    Architectures.requireFit(architecture, file);
    NamedTensors source = architecture.renamed(file);
    int grid = architecture.grid(imageSize);
    MessageDigest digest = Sha256.digest();
    NDManager manager = torch.manager().newSubManager();
    try (NDManager scratch = manager.newSubManager();
        TorchScript program = TorchScript.compile(scratch, FOLD)) {
      NDList raw = new NDList();
      for (Part part : architecture.parts()) {
        for (TensorSpec spec : part.tensors()) {
          raw.add(upload(scratch, source, spec, digest));
        }
      }
      NDList folded = program.call(manager, "fold", raw, kinds(architecture), grid);
      // Tensors that are taken as they are must outlive this block.
      folded.attach(manager);
      return new NetworkWeights(manager, architecture, folded, Sha256.hex(digest));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static NDArray upload(
      NDManager scratch, NamedTensors source, TensorSpec spec, MessageDigest digest) {
    boolean there = source.names().contains(spec.name());
    float[] values = there ? source.floats(spec.name()) : new float[spec.elements()];
    if (there) {
      add(digest, spec, values);
    }
    if (values.length == 0) {
      return scratch.create(new Shape(spec.shape()));
    }
    try (NDArray wrapped = scratch.create(values, new Shape(spec.shape()))) {
      // An array made of Java's memory is copied into libtorch's own.
      return wrapped.duplicate();
    }
  }

  private static void add(MessageDigest digest, TensorSpec spec, float[] values) {
    digest.update(spec.toString().getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    digest.update(bytes);
  }

  private static long[] kinds(Architecture architecture) {
    return architecture.parts().stream().mapToLong(part -> part.kind().number()).toArray();
  }

  /** Returns the network they are of. */
  public Architecture architecture() {
    return architecture;
  }

  /** Returns a SHA-256 in hexadecimal over names, shapes and float32 values of all that is used. */
  public String hash() {
    return hash;
  }

  /** Returns the tensors in the order that the program takes them. */
  public NDList tensors() {
    return tensors;
  }

  /** Returns them by numbers, in that order: {@code 0}, {@code 1}, ... */
  Map<String, Tensor> named() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (NDArray tensor : tensors) {
      named.put(
          String.valueOf(named.size()),
          Tensor.of(tensor.toFloatArray(), tensor.getShape().getShape()));
    }
    return named;
  }

  @Override
  public void close() {
    manager.close();
  }
}
