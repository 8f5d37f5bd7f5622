package io.headstart.tracking.tensorboard;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.regex.Pattern;

/** Values of one step: {@code tensorflow.Summary}. */
final class Summary {
  // Fields of tensorflow.Summary, its Value and its Image, and of SummaryMetadata.
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int TENSOR = 8;
  private static final int METADATA = 9;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int COLORSPACE = 3;
  private static final int ENCODED = 4;
  private static final int PLUGIN_DATA = 1;
  private static final int PLUGIN_NAME = 1;
  private static final int CONTENT = 2;

  /** Channels of a picture without transparency. */
  private static final int RGB = 3;

  // Fields of tensorboard.hparams.HParamsPluginData and what it holds.
  private static final int SESSION_START = 3;
  private static final int SESSION_END = 4;
  private static final int HPARAMS = 1;
  private static final int GROUP = 4;
  private static final int START_SECONDS = 5;
  private static final int END_STATUS = 1;
  private static final int END_SECONDS = 2;
  private static final int SUCCESS = 1;

  // Fields of a map's entry, of google.protobuf.Value, TensorProto and TensorShapeProto.
  private static final int KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int NUMBER = 2;
  private static final int TEXT = 3;
  private static final int BOOL = 4;
  private static final int DTYPE = 1;
  private static final int SHAPE = 2;
  private static final int DIMENSION = 2;
  private static final int FLOAT = 1;

  private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

  private final Message message = new Message();

  Message message() {
    return message;
  }

  /** Adds a figure. */
  Summary scalar(String tag, double value) {
    message.message(VALUE, new Message().text(TAG, tag).float32(SIMPLE_VALUE, (float) value));
    return this;
  }

  /** Adds figures by their tags. */
  Summary scalars(Map<String, Double> values) {
    values.forEach(this::scalar);
    return this;
  }

  /** Adds a picture. */
  Summary png(String tag, byte[] png) {
    // A PNG file begins with 8 bytes of signature and 8 of its header's frame.
    ByteBuffer header = ByteBuffer.wrap(png);
    Message image =
        new Message()
            .whole(HEIGHT, header.getInt(20))
            .whole(WIDTH, header.getInt(16))
            .whole(COLORSPACE, RGB)
            .bytes(ENCODED, png);
    message.message(VALUE, new Message().text(TAG, tag).message(IMAGE, image));
    return this;
  }

  /**
   * Adds the hyperparameters of a run.
   *
   * @param group under which its figures are listed
   * @param values as YAML text, by name
   * @param seconds when it began, since 1970
   */
  Summary hyperparameters(String group, Map<String, String> values, double seconds) {
    Message start = new Message();
    values.forEach(
        (name, value) ->
            start.message(
                HPARAMS, new Message().text(KEY, name).message(ENTRY_VALUE, value(value))));
    start.text(GROUP, group).float64(START_SECONDS, seconds);
    return plugin("_hparams_/session_start_info", new Message().message(SESSION_START, start));
  }

  /** Adds that a run came to its end. */
  Summary end(double seconds) {
    Message end = new Message().whole(END_STATUS, SUCCESS).float64(END_SECONDS, seconds);
    return plugin("_hparams_/session_end_info", new Message().message(SESSION_END, end));
  }

  private static Message value(String yaml) {
    if (DECIMAL.matcher(yaml).matches()) {
      return new Message().float64(NUMBER, Double.parseDouble(yaml));
    }
    return yaml.equals("true") || yaml.equals("false")
        ? new Message().whole(BOOL, yaml.equals("true") ? 1 : 0)
        : new Message().text(TEXT, yaml);
  }

  /** The plugin reads what it needs from the metadata; a value must be there, and is empty. */
  private Summary plugin(String tag, Message content) {
    Message data = new Message().text(PLUGIN_NAME, "hparams").bytes(CONTENT, content.encoded());
    Message shape = new Message().message(DIMENSION, new Message());
    Message nothing = new Message().whole(DTYPE, FLOAT).message(SHAPE, shape);
    message.message(
        VALUE,
        new Message()
            .text(TAG, tag)
            .message(METADATA, new Message().message(PLUGIN_DATA, data))
            .message(TENSOR, nothing));
    return this;
  }
}
