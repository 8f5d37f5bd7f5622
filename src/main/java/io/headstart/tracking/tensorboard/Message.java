package io.headstart.tracking.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A protobuf message under construction. TensorBoard's messages need no generated classes: those
 * written here have some twenty fields. Numbers of fields are those of its {@code .proto} files.
 */
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** One field more. */
  private interface Field {
    void write() throws IOException;
  }

  private Message with(Field field) {
    try {
      field.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }

  Message text(int field, String value) {
    return with(() -> out.writeString(field, value));
  }

  Message bytes(int field, byte[] value) {
    return with(() -> out.writeByteArray(field, value));
  }

  Message whole(int field, long value) {
    return with(() -> out.writeInt64(field, value));
  }

  Message float32(int field, float value) {
    return with(() -> out.writeFloat(field, value));
  }

  Message float64(int field, double value) {
    return with(() -> out.writeDouble(field, value));
  }

  Message message(int field, Message value) {
    return bytes(field, value.encoded());
  }

  byte[] encoded() {
    with(out::flush);
    return bytes.toByteArray();
  }
}
