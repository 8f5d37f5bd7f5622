package io.headstart.tracking;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Reads event files with the descriptors of TensorBoard 2.21's own {@code .proto} files ({@code
 * tensorboard.protoset}), and puts them together as TensorBoard does: a start of a session takes
 * back whatever earlier files have from its step on.
 */
public final class EventFiles {
  private static final Map<String, Descriptor> MESSAGES = messages();

  private EventFiles() {}

  /** Returns the events of a folder, by the names of their files; every sum is checked. */
  public static List<Message> events(Path folder) {
    List<Message> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().contains("tfevents")).sorted().toList()) {
        events.addAll(records(file));
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Message> records(Path file) throws IOException {
    List<Message> events = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      requireSum(bytes.getInt(), length);
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(data);
      requireSum(bytes.getInt(), data);
      events.add(message("tensorboard.Event", data));
    }
    return events;
  }

  private static void requireSum(int masked, byte[] data) {
    CRC32C sum = new CRC32C();
    sum.update(data);
    long expected = ((sum.getValue() >>> 15 | sum.getValue() << 17) + 0xa282ead8L) & 0xffffffffL;
    if (expected != Integer.toUnsignedLong(masked)) {
      throw new AssertionError("a record's checksum is wrong");
    }
  }

  /** Returns the scalars that TensorBoard shows, by tag and step. */
  public static Map<String, Map<Long, Float>> scalars(Path folder) {
    Map<String, Map<Long, Float>> shown = new LinkedHashMap<>();
    for (Message event : events(folder)) {
      long step = (Long) field(event, "step");
      if (has(event, "session_log")) {
        shown.values().forEach(steps -> steps.keySet().removeIf(before -> before >= step));
      }
      for (Message value : values(event)) {
        if (has(value, "simple_value")) {
          shown
              .computeIfAbsent((String) field(value, "tag"), ignored -> new TreeMap<>())
              .put(step, (Float) field(value, "simple_value"));
        }
      }
    }
    return shown;
  }

  /** Returns all values of a tag. */
  public static List<Message> values(Path folder, String tag) {
    return events(folder).stream()
        .flatMap(event -> values(event).stream())
        .filter(value -> tag.equals(field(value, "tag")))
        .toList();
  }

  private static List<Message> values(Message event) {
    List<Message> values = new ArrayList<>();
    if (has(event, "summary")) {
      ((List<?>) field((Message) field(event, "summary"), "value"))
          .forEach(value -> values.add((Message) value));
    }
    return values;
  }

  /** Reads a message of a type by its full name. */
  public static Message message(String type, byte[] bytes) {
    try {
      return DynamicMessage.parseFrom(MESSAGES.get(type), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a field by its name. */
  public static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  /** Returns whether a field is set. */
  public static boolean has(Message message, String name) {
    return message.hasField(message.getDescriptorForType().findFieldByName(name));
  }

  private static Map<String, Descriptor> messages() {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    Map<String, Descriptor> messages = new LinkedHashMap<>();
    try (InputStream in = EventFiles.class.getResourceAsStream("tensorboard.protoset")) {
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
        FileDescriptor[] used =
            file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
        FileDescriptor built = FileDescriptor.buildFrom(file, used);
        files.put(file.getName(), built);
        built.getMessageTypes().forEach(type -> messages.put(type.getFullName(), type));
      }
      return messages;
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
