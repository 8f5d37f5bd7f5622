package io.headstart.backbone.torchscript;

import io.headstart.Failure;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the tensors of a TorchScript archive ({@code .pt}: a zip with a pickled module and one
 * record a storage) without running any of its code.
 *
 * <p>Only the pickle operations that describe modules and tensors are understood; whatever else a
 * pickle could ask for is refused.
 */
public final class TorchArchive {
  /**
   * A tensor's place in the archive.
   *
   * @param shape its sizes; contiguous
   * @param type the storage's type, for example {@code FloatStorage}
   * @param record the record in {@code data/}
   * @param offset the first element in the record
   */
  public record TensorPlace(long[] shape, String type, String record, long offset) {
    /** Returns how many numbers it holds. */
    public long elements() {
      long count = 1;
      for (long size : shape) {
        count *= size;
      }
      return count;
    }
  }

  private final Path file;
  private final String folder;
  private final Map<String, TensorPlace> tensors = new LinkedHashMap<>();

  private TorchArchive(Path file, String folder) {
    this.file = file;
    this.folder = folder;
  }

  /**
   * Opens an archive.
   *
   * @throws Failure when the file is not a TorchScript module
   */
  public static TorchArchive open(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry root =
          zip.stream()
              .filter(entry -> entry.getName().matches("[^/]+/data\\.pkl"))
              .findFirst()
              .orElseThrow(() -> new IOException("no data.pkl inside"));
      String folder = root.getName().substring(0, root.getName().length() - "data.pkl".length());
      if (zip.stream().noneMatch(entry -> entry.getName().startsWith(folder + "code/"))) {
        throw new IOException("weights without code: a state dict, not a TorchScript module");
      }
      TorchArchive archive = new TorchArchive(file, folder);
      byte[] pickle = zip.getInputStream(root).readAllBytes();
      Object module = new Unpickler(pickle).read();
      archive.collect("", module);
      return archive;
    } catch (IOException | RuntimeException e) {
      throw notAModule(file, e);
    }
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

  /** Returns the tensors by attribute path, in the order of the modules. */
  public Map<String, TensorPlace> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Reads float32 tensors, by attribute path. */
  public Map<String, float[]> floats(List<String> names) throws IOException {
    Map<String, float[]> values = new HashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (String name : names) {
        TensorPlace place = tensors.get(name);
        ZipEntry entry = zip.getEntry(folder + "data/" + place.record());
        if (entry == null || !place.type().equals("FloatStorage")) {
          throw new IOException(name + " is not a float32 tensor of the archive");
        }
        ByteBuffer bytes = ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes());
        float[] target = new float[Math.toIntExact(place.elements())];
        bytes
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .position((int) place.offset())
            .get(target);
        values.put(name, target);
      }
    }
    return values;
  }

  private void collect(String prefix, Object value) {
    if (value instanceof TensorPlace place) {
      tensors.put(prefix, place);
    } else if (value instanceof Map<?, ?> attributes) {
      attributes.forEach(
          (key, child) -> collect(prefix.isEmpty() ? key.toString() : prefix + "." + key, child));
    }
  }

  /** The part of the pickle machine that PyTorch's module pickles use. */
  private static final class Unpickler {
    private static final Object MARK = new Object();
    private final DataInputStream in;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    Unpickler(byte[] pickle) {
      in = new DataInputStream(new ByteArrayInputStream(pickle));
    }

    Object read() throws IOException {
      while (true) {
        int opcode = in.readUnsignedByte();
        if (opcode == '.') {
          return pop();
        }
        if (!scalar(opcode) && !container(opcode)) {
          throw new IOException(String.format("pickle operation 0x%02x is not accepted", opcode));
        }
      }
    }

    private boolean scalar(int opcode) throws IOException {
      switch (opcode) {
        case 0x80 -> in.readUnsignedByte();
        case 'N' -> push(List.of());
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'K' -> push((long) in.readUnsignedByte());
        case 'M' -> push((long) (in.readUnsignedByte() | in.readUnsignedByte() << 8));
        case 'J' -> push((long) Integer.reverseBytes(in.readInt()));
        case 'G' -> push(in.readDouble());
        case 0x8a -> push(longOf(in.readNBytes(in.readUnsignedByte())));
        case 'X' -> push(text(Integer.reverseBytes(in.readInt())));
        case 'c' -> push(line() + "." + line());
        case 'q' -> memo.put(in.readUnsignedByte(), top());
        case 'r' -> memo.put(Integer.reverseBytes(in.readInt()), top());
        case 'h' -> push(memo.get(in.readUnsignedByte()));
        case 'j' -> push(memo.get(Integer.reverseBytes(in.readInt())));
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean container(int opcode) throws IOException {
      switch (opcode) {
        case '(' -> push(MARK);
        case ')', ']' -> push(new ArrayList<>());
        case '}' -> push(new LinkedHashMap<>());
        case 't' -> push(sinceMark());
        case 0x85 -> push(last(1));
        case 0x86 -> push(last(2));
        case 0x87 -> push(last(3));
        case 'a' -> {
          Object item = pop();
          list(top()).add(item);
        }
        case 'e' -> {
          List<Object> items = sinceMark();
          list(top()).addAll(items);
        }
        case 's' -> {
          List<Object> pair = last(2);
          map(top()).put(pair.get(0), pair.get(1));
        }
        case 'u' -> {
          List<Object> pairs = sinceMark();
          for (int i = 0; i + 1 < pairs.size(); i += 2) {
            map(top()).put(pairs.get(i), pairs.get(i + 1));
          }
        }
        case 0x81 -> {
          last(2);
          push(new LinkedHashMap<>());
        }
        case 'b' -> {
          Object state = pop();
          map(top()).putAll(map(state));
        }
        case 'Q' -> {} // The persistent id stays on the stack: it is the tuple naming a storage.
        case 'R' -> reduce();
        default -> {
          return false;
        }
      }
      return true;
    }

    /** Calls are not made: the only ones that matter describe a tensor. */
    private void reduce() throws IOException {
      List<Object> arguments = list(pop());
      String function = pop().toString();
      if (function.startsWith("torch._utils._rebuild_tensor")) {
        List<Object> storage = list(arguments.get(0));
        String type = storage.get(1).toString();
        long[] shape = list(arguments.get(2)).stream().mapToLong(v -> (Long) v).toArray();
        push(
            new TensorPlace(
                shape,
                type.substring(type.lastIndexOf('.') + 1),
                storage.get(2).toString(),
                (Long) arguments.get(1)));
      } else {
        push(new LinkedHashMap<>());
      }
    }

    private List<Object> sinceMark() throws IOException {
      int mark = stack.lastIndexOf(MARK);
      if (mark < 0) {
        throw new IOException("damaged pickle");
      }
      List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
      stack.subList(mark, stack.size()).clear();
      return items;
    }

    private List<Object> last(int count) {
      List<Object> items = new ArrayList<>(stack.subList(stack.size() - count, stack.size()));
      stack.subList(stack.size() - count, stack.size()).clear();
      return items;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
      return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> map(Object value) {
      return (Map<Object, Object>) value;
    }

    private void push(Object value) {
      stack.add(value);
    }

    private Object pop() {
      return stack.remove(stack.size() - 1);
    }

    private Object top() {
      return stack.get(stack.size() - 1);
    }

    private String text(int length) throws IOException {
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
      StringBuilder text = new StringBuilder();
      for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
        text.append((char) c);
      }
      return text.toString();
    }

    private static long longOf(byte[] littleEndian) {
      long value = 0;
      for (int i = littleEndian.length - 1; i >= 0; i--) {
        value = value << 8 | (littleEndian[i] & 0xff);
      }
      return value;
    }
  }
}
