package io.headstart.backbone.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript module as {@code torch.jit.save} does: a zip of stored entries with the
 * code, a pickle of the modules, and a record for each tensor. (Format: torch/csrc/jit/docs/
 * serialization.md of PyTorch.)
 */
public final class ModuleFile {
  private ModuleFile() {}

  /** An object of a class in the code, with its attributes in order. */
  public static final class Module {
    private final String name;
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    /** Makes one without attributes. */
    public Module(String name) {
      this.name = name;
    }

    /** Adds a module inside. */
    public Module child(String attribute, Module module) {
      attributes.put(attribute, module);
      return this;
    }

    /** Adds a float32 tensor. */
    public Module tensor(String attribute, float[] values, int... shape) {
      attributes.put(attribute, new Tensor(values, shape));
      return this;
    }
  }

  private record Tensor(float[] values, int[] shape) {}

  /** Writes a module and its code, and returns the path. */
  public static Path write(Path file, Module module, String code) throws IOException {
    List<float[]> records = new ArrayList<>();
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.write(new byte[] {(byte) 0x80, 2});
    write(pickle, module, records);
    text(pickle, ".");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setMethod(ZipOutputStream.STORED);
      entry(zip, "data.pkl", pickle.toByteArray());
      entry(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < records.size(); i++) {
        float[] values = records.get(i);
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        entry(zip, "data/" + i, bytes.array());
      }
      entry(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      entry(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    ZipEntry header = new ZipEntry("archive/" + name);
    header.setSize(bytes.length);
    header.setCrc(checksum.getValue());
    zip.putNextEntry(header);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void write(ByteArrayOutputStream out, Module module, List<float[]> records)
      throws IOException {
    text(out, "c__torch__\n" + module.name + "\n)");
    out.write(0x81);
    text(out, "}(");
    string(out, "training");
    out.write(0x89);
    for (Map.Entry<String, Object> attribute : module.attributes.entrySet()) {
      string(out, attribute.getKey());
      if (attribute.getValue() instanceof Module child) {
        write(out, child, records);
      } else if (attribute.getValue() instanceof Tensor tensor) {
        write(out, tensor, records.size());
        records.add(tensor.values());
      }
    }
    text(out, "ub");
  }

  private static void write(ByteArrayOutputStream out, Tensor tensor, int record)
      throws IOException {
    text(out, "ctorch._utils\n_rebuild_tensor_v2\n((");
    string(out, "storage");
    text(out, "ctorch\nFloatStorage\n");
    string(out, Integer.toString(record));
    string(out, "cpu");
    number(out, tensor.values().length);
    text(out, "tQ");
    number(out, 0);
    text(out, "(");
    for (int size : tensor.shape()) {
      number(out, size);
    }
    text(out, "t(");
    int stride = tensor.values().length;
    for (int size : tensor.shape()) {
      stride /= size;
      number(out, stride);
    }
    text(out, "t");
    out.write(0x89);
    text(out, "ccollections\nOrderedDict\n)RtR");
  }

  private static void text(ByteArrayOutputStream out, String opcodes) throws IOException {
    out.write(opcodes.getBytes(StandardCharsets.US_ASCII));
  }

  private static void string(ByteArrayOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.write(littleEndian(bytes.length));
    out.write(bytes);
  }

  private static void number(ByteArrayOutputStream out, int value) throws IOException {
    out.write('J');
    out.write(littleEndian(value));
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
