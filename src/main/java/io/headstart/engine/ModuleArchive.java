package io.headstart.engine;

import io.headstart.safetensors.DType;
import io.headstart.safetensors.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module as its file holds it: a zip of stored entries with the code, a pickled
 * object with its attributes, and a record for each tensor. (Format:
 * torch/csrc/jit/docs/serialization.md of PyTorch.) The same module always gives the same bytes.
 *
 * @param name the folder that all entries lie in
 * @param code the classes; those of {@code __torch__}
 * @param root the module itself
 * @param extra files beside it, by name, for {@code torch.jit.load}'s {@code _extra_files}
 */
public record ModuleArchive(String name, String code, Instance root, Map<String, byte[]> extra) {
  /** Zip entries need a time; this is the earliest they can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** The oldest format that holds what these programs need, so that old readers read it too. */
  private static final String VERSION = "3\n";

  /**
   * An object of a class of the code.
   *
   * @param type the class
   * @param attributes in order: {@link Tensor}, {@code String}, {@code Boolean}, {@code Long},
   *     {@code Double}, a list of strings, or another instance
   */
  public record Instance(String type, Map<String, Object> attributes) {}

  private record Entry(String name, ByteBuffer bytes) {}

  /** Writes the file; the stream is finished and not closed. */
  public void write(OutputStream out) throws IOException {
    Pickle pickle = new Pickle();
    byte[] data = pickle.file(root);
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry("data.pkl", ByteBuffer.wrap(data)));
    entries.add(new Entry("code/__torch__.py", utf8(code)));
    // An empty tuple: the code has no constants beside those in its text.
    entries.add(new Entry("constants.pkl", latin("\u0080\u0002).")));
    entries.add(new Entry("version", utf8(VERSION)));
    for (int i = 0; i < pickle.tensors.size(); i++) {
      entries.add(new Entry("data/" + i, pickle.tensors.get(i).data()));
    }
    extra.forEach((file, bytes) -> entries.add(new Entry("extra/" + file, ByteBuffer.wrap(bytes))));
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    WritableByteChannel channel = Channels.newChannel(zip);
    for (Entry entry : entries) {
      ZipEntry header = new ZipEntry(name + "/" + entry.name());
      CRC32 checksum = new CRC32();
      checksum.update(entry.bytes().duplicate());
      header.setSize(entry.bytes().remaining());
      header.setCrc(checksum.getValue());
      header.setTimeLocal(NO_TIME);
      zip.putNextEntry(header);
      channel.write(entry.bytes().duplicate());
      zip.closeEntry();
    }
    zip.finish();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer latin(String opcodes) {
    return ByteBuffer.wrap(opcodes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Python's pickle format, protocol 2, of what a module's attributes can be. */
  private static final class Pickle {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Tensor> tensors = new ArrayList<>();

    byte[] file(Instance root) {
      put("\u0080\u0002");
      value(root);
      put(".");
      return bytes.toByteArray();
    }

    private void value(Object value) {
      if (value instanceof Instance instance) {
        put("c__torch__\n" + instance.type() + "\n)\u0081}(");
        instance
            .attributes()
            .forEach(
                (name, attribute) -> {
                  text(name);
                  value(attribute);
                });
        put("ub");
      } else if (value instanceof Tensor tensor) {
        tensor(tensor);
      } else if (value instanceof String text) {
        text(text);
      } else if (value instanceof Boolean flag) {
        put(flag ? "\u0088" : "\u0089");
      } else if (value instanceof Double number) {
        put("G");
        bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
      } else if (value instanceof Long number) {
        integer(number);
      } else if (value instanceof List<?> list) {
        put("](");
        list.forEach(this::value);
        put("e");
      } else {
        throw new IllegalArgumentException("no attribute can be a " + value.getClass());
      }
    }

    /** As torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict()). */
    private void tensor(Tensor tensor) {
      long[] shape = tensor.type().shape();
      put("ctorch._utils\n_rebuild_tensor_v2\n((");
      text("storage");
      put("ctorch\n" + storage(tensor.type().dtype()) + "\n");
      text(Integer.toString(tensors.size()));
      text("cpu");
      integer(tensor.type().elements());
      put("tQ");
      integer(0);
      integers(shape);
      long[] strides = new long[shape.length];
      long stride = 1;
      for (int d = shape.length - 1; d >= 0; d--) {
        strides[d] = stride;
        stride *= shape[d];
      }
      integers(strides);
      put("\u0089ccollections\nOrderedDict\n)RtR");
      tensors.add(tensor);
    }

    private static String storage(DType type) {
      return switch (type) {
        case F32 -> "FloatStorage";
        case F64 -> "DoubleStorage";
        case I64 -> "LongStorage";
        default -> throw new IllegalArgumentException("no storage for " + type);
      };
    }

    private void integers(long[] values) {
      put("(");
      for (long value : values) {
        integer(value);
      }
      put("t");
    }

    private void integer(long value) {
      put("J");
      little(Math.toIntExact(value));
    }

    private void text(String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      put("X");
      little(encoded.length);
      bytes.writeBytes(encoded);
    }

    private void little(int value) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        bytes.write(value >>> shift);
      }
    }

    private void put(String opcodes) {
      bytes.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
