package io.headstart.backbone.torchscript;

import io.headstart.backbone.torchscript.TorchArchive.TensorPlace;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of the pickle machine that PyTorch's module pickles use. It makes texts, numbers, lists,
 * maps (of modules) and tensors' places, and calls nothing.
 */
final class Unpickler {
  private static final Object MARK = new Object();

  /** An object with its attributes. */
  static final class Instance extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    private final String className;

    Instance(String className) {
      this.className = className;
    }

    /** Returns the whole name of its class, such as {@code __torch__.Net}. */
    String className() {
      return className;
    }
  }

  private final DataInputStream in;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Unpickler(byte[] pickle) {
    in = new DataInputStream(new ByteArrayInputStream(pickle));
  }

  /**
   * Returns what a pickle holds. Lists and maps may contain themselves.
   *
   * @throws IOException when it ends too soon, is damaged, or asks for anything else
   */
  static Object read(byte[] pickle) throws IOException {
    try {
      return new Unpickler(pickle).read();
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("damaged pickle: it takes more than it put there", e);
    }
  }

  private Object read() throws IOException {
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
      case 0x8a -> push(longOf(bytes(in.readUnsignedByte())));
      case 'X' -> push(text(Integer.reverseBytes(in.readInt())));
      case 'c' -> push(line() + "." + line());
      case 'q' -> memo.put(in.readUnsignedByte(), top());
      case 'r' -> memo.put(Integer.reverseBytes(in.readInt()), top());
      case 'h' -> push(remembered(in.readUnsignedByte()));
      case 'j' -> push(remembered(Integer.reverseBytes(in.readInt())));
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
        put(pair.get(0), pair.get(1));
      }
      case 'u' -> {
        List<Object> pairs = sinceMark();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
          put(pairs.get(i), pairs.get(i + 1));
        }
      }
      case 0x81 -> {
        push(new Instance(text(last(2).get(0))));
      }
      case 'b' -> {
        Map<String, Object> state = map(pop());
        map(top()).putAll(state);
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
    String function = text(pop());
    if (function.equals("torch._utils._rebuild_parameter") && !arguments.isEmpty()) {
      push(arguments.get(0));
      return;
    }
    if (!function.startsWith("torch._utils._rebuild_tensor")) {
      push(new LinkedHashMap<>());
      return;
    }
    if (arguments.size() < 4) {
      throw new IOException("damaged pickle: a tensor without its size or place");
    }
    List<Object> storage = list(arguments.get(0));
    if (storage.size() < 3) {
      throw new IOException("damaged pickle: a tensor without its storage");
    }
    String type = text(storage.get(1));
    push(
        new TensorPlace(
            numbers(arguments.get(2)),
            numbers(arguments.get(3)),
            type.substring(type.lastIndexOf('.') + 1),
            text(storage.get(2)),
            number(arguments.get(1))));
  }

  private List<Object> sinceMark() throws IOException {
    int mark = stack.size() - 1;
    while (mark >= 0 && stack.get(mark) != MARK) {
      mark--;
    }
    if (mark < 0) {
      throw new IOException("damaged pickle: no mark");
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

  /** Only texts and numbers are keys: the hash of a list that contains itself has no end. */
  private void put(Object key, Object value) throws IOException {
    if (!(key instanceof String) && !(key instanceof Long)) {
      throw new IOException("damaged pickle: a key that is neither text nor number");
    }
    map(top()).put(key.toString(), value);
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) throws IOException {
    if (value instanceof ArrayList<?> list) {
      return (List<Object>) list;
    }
    throw new IOException("damaged pickle: no list where one must be");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) throws IOException {
    if (value instanceof LinkedHashMap<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IOException("damaged pickle: no map where one must be");
  }

  private static String text(Object value) throws IOException {
    if (value instanceof String text) {
      return text;
    }
    throw new IOException("damaged pickle: no text where one must be");
  }

  private static long number(Object value) throws IOException {
    if (value instanceof Long number) {
      return number;
    }
    throw new IOException("damaged pickle: no number where one must be");
  }

  private static long[] numbers(Object value) throws IOException {
    List<Object> items = list(value);
    long[] numbers = new long[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(items.get(i));
    }
    return numbers;
  }

  private Object remembered(int index) throws IOException {
    Object value = memo.get(index);
    if (value == null) {
      throw new IOException("damaged pickle: nothing was remembered as " + index);
    }
    return value;
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

  private byte[] bytes(int length) throws IOException {
    if (length < 0 || length > in.available()) {
      throw new IOException("damaged pickle: a text of " + length + " bytes, more than there are");
    }
    return in.readNBytes(length);
  }

  private String text(int length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
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
