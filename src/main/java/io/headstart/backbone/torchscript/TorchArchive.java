package io.headstart.backbone.torchscript;

import io.headstart.Failure;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.Tensor;
import io.headstart.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tensors and the text of a TorchScript archive ({@code .pt}: a zip with a pickled
 * module, its code as text and one record a storage) without running any of its code.
 *
 * <p>Only the pickle operations that describe modules and tensors are understood; whatever else a
 * pickle could ask for is refused. Records are compared with their checksums.
 */
public final class TorchArchive {
  /** Bytes of the pickle; that of ResNet-152 has 0.1 million. */
  private static final int LONGEST_PICKLE = 4 << 20;

  /** Bytes of all code; that of ResNet-152 has 0.3 million. */
  private static final int LONGEST_CODE = 16 << 20;

  /** Modules within modules. */
  private static final int DEEPEST = 64;

  /** Attributes of all modules; one module may be an attribute of several. */
  private static final int MOST_ATTRIBUTES = 50_000;

  /** Letters of an attribute's path. */
  private static final int LONGEST_PATH = 1_000;

  /** Bytes of a storage that is read. */
  private static final int LONGEST_STORAGE = 256 << 20;

  private static final String PICKLE = "data.pkl";

  private static final Map<String, DType> TYPES =
      Map.of("FloatStorage", DType.F32, "HalfStorage", DType.F16, "BFloat16Storage", DType.BF16);

  /**
   * A tensor's place in the archive.
   *
   * @param shape its sizes
   * @param strides elements from one index to the next, for each size
   * @param type the storage's type, for example {@code FloatStorage}
   * @param record the record in {@code data/}
   * @param offset the first element in the record
   */
  public record TensorPlace(long[] shape, long[] strides, String type, String record, long offset) {
    /**
     * Returns how many numbers it holds.
     *
     * @throws ArithmeticException when they are too many to count
     */
    public long elements() {
      long count = 1;
      for (long size : shape) {
        count = Math.multiplyExact(count, size);
      }
      return count;
    }

    /** Returns whether its numbers lie one after the other, in the order of the indices. */
    public boolean isContiguous() {
      long expected = 1;
      boolean contiguous = shape.length == strides.length;
      for (int i = shape.length - 1; contiguous && i >= 0; i--) {
        contiguous = shape[i] == 1 || strides[i] == expected;
        expected *= shape[i];
      }
      return contiguous;
    }
  }

  private final Path file;
  private final String folder;
  private final Map<String, TensorPlace> tensors = new LinkedHashMap<>();
  private final Map<String, String> code;
  private String className = "";
  private int attributes;

  private TorchArchive(Path file, String folder, Map<String, String> code) {
    this.file = file;
    this.folder = folder;
    this.code = code;
  }

  /**
   * Opens an archive.
   *
   * @throws Failure when the file is not a TorchScript module
   */
  public static TorchArchive open(Path file) {
    try {
      TorchArchive archive = read(file);
      if (archive.code.isEmpty()) {
        throw new IOException("weights without code: a state dict, not a TorchScript module");
      }
      return archive;
    } catch (IOException | RuntimeException e) {
      throw notAModule(file, e);
    }
  }

  /**
   * Opens an archive for its tensors alone: a module, or what torch.save wrote of a state dict.
   *
   * @throws Failure when it is no such archive
   */
  public static TorchArchive openWeights(Path file) {
    try {
      return read(file);
    } catch (IOException | RuntimeException e) {
      throw notWeights(file, e);
    }
  }

  /** Returns whether a file is an archive of weights without code, as torch.save writes it. */
  public static boolean isStateDict(Path file) {
    try (ArchiveRecords records = ArchiveRecords.open(file)) {
      List<String> names = records.names();
      return names.stream().anyMatch(name -> name.endsWith("/" + PICKLE))
          && names.stream().noneMatch(name -> name.endsWith(".py"));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static TorchArchive read(Path file) throws IOException {
    try (ArchiveRecords records = ArchiveRecords.open(file)) {
      String root =
          records.names().stream()
              .filter(name -> name.matches("[^/]+/data\\.pkl"))
              .findFirst()
              .orElseThrow(() -> new IOException("no data.pkl inside"));
      String folder = root.substring(0, root.length() - PICKLE.length());
      TorchArchive archive = new TorchArchive(file, folder, code(records, folder + "code/"));
      Object module = Unpickler.read(records.read(root, LONGEST_PICKLE));
      if (module instanceof Unpickler.Instance instance) {
        archive.className = instance.className();
      }
      archive.collect("", module, 0);
      return archive;
    }
  }

  private static Map<String, String> code(ArchiveRecords records, String folder)
      throws IOException {
    Map<String, String> code = new LinkedHashMap<>();
    int left = LONGEST_CODE;
    for (String name : records.names()) {
      if (name.startsWith(folder) && name.endsWith(".py")) {
        byte[] text = records.read(name, left);
        left -= text.length;
        String module = name.substring(folder.length(), name.length() - ".py".length());
        code.put(module.replace('/', '.'), new String(text, StandardCharsets.UTF_8));
      }
    }
    return code;
  }

  /** Returns what to say of a file that cannot be read as one. */
  public static Failure notAModule(Path file, Exception cause) {
    return Failure.run("the weights file is not a TorchScript model")
        .received("%s: %s", file, cause.getMessage())
        .accepted("a .pt file written by torch.jit.trace or torch.jit.script and save")
        .next(
            "set features.weights to zoo, save the network with torch.jit.trace(net,"
                + " example).save(...), or remove a damaged download")
        .cause(cause)
        .build();
  }

  /** Returns what to say of a file whose tensors cannot be read. */
  public static Failure notWeights(Path file, Exception cause) {
    return Failure.run("the weights file cannot be read")
        .received("%s: %s", file, cause.getMessage())
        .accepted(
            "a .pt file of torch.save(net.state_dict(), ...) by PyTorch 1.6 or later, a TorchScript"
                + " module, or .safetensors")
        .next("save the weights so, or fetch a damaged download again")
        .cause(cause)
        .build();
  }

  /**
   * Compares every record of a file with its checksum.
   *
   * @throws Failure when one does not have it, or the file is no archive
   */
  static void verify(Path file) {
    try (ArchiveRecords records = ArchiveRecords.open(file)) {
      records.verify();
    } catch (IOException | RuntimeException e) {
      throw notAModule(file, e);
    }
  }

  /** Returns the tensors by attribute path, in the order of the modules. */
  public Map<String, TensorPlace> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Returns the whole name of the module's class, such as {@code __torch__.Net}. */
  String className() {
    return className;
  }

  /** Returns the text of the classes by the name of their module, such as {@code __torch__}. */
  public Map<String, String> code() {
    return Collections.unmodifiableMap(code);
  }

  /**
   * Reads contiguous float32, float16 or bfloat16 tensors as float32, by attribute path.
   *
   * @throws IOException when one is no such tensor, or its record is damaged
   */
  public Map<String, float[]> floats(List<String> names) throws IOException {
    Map<String, float[]> values = new HashMap<>();
    try (ArchiveRecords records = ArchiveRecords.open(file)) {
      for (String name : names) {
        values.put(name, floats(records, name, tensors.get(name)));
      }
    } catch (ArithmeticException e) {
      throw new IOException("a tensor that is too large", e);
    }
    return values;
  }

  private float[] floats(ArchiveRecords records, String name, TensorPlace place)
      throws IOException {
    DType type = TYPES.get(place.type());
    if (type == null || !place.isContiguous()) {
      throw new IOException(name + " is not a contiguous float32, float16 or bfloat16 tensor");
    }
    byte[] bytes = records.read(folder + "data/" + place.record(), LONGEST_STORAGE);
    long elements = place.elements();
    if (place.offset() < 0
        || elements < 0
        || place.offset() > bytes.length / type.bytes() - elements) {
      throw new IOException(name + " is longer than its record");
    }
    int from = (int) place.offset() * type.bytes();
    ByteBuffer data = ByteBuffer.wrap(bytes, from, (int) elements * type.bytes());
    return new Tensor(new TensorType(type, elements), data).asFloats();
  }

  private void collect(String prefix, Object value, int depth) throws IOException {
    if (value instanceof TensorPlace place) {
      tensors.put(prefix, place);
    } else if (value instanceof Map<?, ?> inner) {
      attributes += inner.size();
      if (depth == DEEPEST || attributes > MOST_ATTRIBUTES || prefix.length() > LONGEST_PATH) {
        throw new IOException(
            String.format(
                "modules more than %d deep, more than %d attributes, or a path above %d letters",
                DEEPEST, MOST_ATTRIBUTES, LONGEST_PATH));
      }
      for (Map.Entry<?, ?> child : inner.entrySet()) {
        String name = child.getKey().toString();
        collect(prefix.isEmpty() ? name : prefix + "." + name, child.getValue(), depth + 1);
      }
    }
  }
}
