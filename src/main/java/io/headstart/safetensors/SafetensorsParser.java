package io.headstart.safetensors;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the JSON of a safetensors header and checks all that the format promises: strict UTF-8 and
 * JSON, no name twice, known types, and bytes that follow each other from 0 to the end of the file.
 */
final class SafetensorsParser {
  /** Says why a header cannot be used. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String reason) {
      super(reason);
    }
  }

  /** Tensors and metadata of a file: the largest language models have some thousand. */
  private static final int MOST_NAMES = 100_000;

  /** Sizes of a tensor. */
  private static final int MOST_SIZES = 64;

  private record Placed(SafetensorsHeader.Entry entry, long end) {}

  private final JsonReader json;
  private final List<Placed> placed = new ArrayList<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();

  private SafetensorsParser(String text) {
    json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
  }

  /**
   * Parses a header.
   *
   * @param bytes the JSON with its padding
   * @param dataLength how many bytes follow the header in the file
   */
  static SafetensorsHeader parse(byte[] bytes, long dataLength) throws Malformed {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw new Malformed("a header that does not begin with '{'");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      SafetensorsParser parser = new SafetensorsParser(text);
      parser.readAll();
      return parser.checked(bytes.length, dataLength);
    } catch (CharacterCodingException e) {
      throw new Malformed("a header that is not UTF-8");
    } catch (IOException | IllegalStateException e) {
      throw new Malformed("a header that is not JSON (" + firstLine(e) + ")");
    }
  }

  private void readAll() throws IOException, Malformed {
    Set<String> names = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (!names.add(name)) {
        throw new Malformed("two entries named " + name);
      }
      requireFew(names.size());
      if (name.equals(SafetensorsHeader.METADATA)) {
        readMetadata();
      } else {
        readTensor(name);
      }
    }
    json.endObject();
    // The strict reader itself throws when anything but white space follows.
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw new Malformed("text after the header's JSON");
    }
  }

  private void readMetadata() throws IOException, Malformed {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (json.peek() != JsonToken.STRING) {
        throw new Malformed("metadata " + name + " that is not a string");
      }
      metadata.put(name, json.nextString());
      requireFew(metadata.size());
    }
    json.endObject();
  }

  private static void requireFew(int names) throws Malformed {
    if (names > MOST_NAMES) {
      throw new Malformed("more than " + MOST_NAMES + " names");
    }
  }

  private void readTensor(String name) throws IOException, Malformed {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      String field = json.nextName();
      switch (field) {
        case "dtype" -> dtype = json.nextString();
        case "shape" -> shape = integers(name, field);
        case "data_offsets" -> offsets = integers(name, field);
        default -> throw new Malformed("tensor " + name + " with an unknown field " + field);
      }
    }
    json.endObject();
    if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
      throw new Malformed("tensor " + name + " without dtype, shape and two data_offsets");
    }
    String received = dtype;
    DType known =
        DType.named(dtype)
            .orElseThrow(() -> new Malformed("tensor " + name + " of unknown dtype " + received));
    place(name, known, shape, offsets);
  }

  private void place(String name, DType dtype, long[] shape, long[] offsets) throws Malformed {
    TensorType type;
    try {
      type = new TensorType(dtype, shape);
    } catch (ArithmeticException e) {
      throw new Malformed("tensor " + name + " of impossible shape " + Arrays.toString(shape));
    }
    if (offsets[1] - offsets[0] != type.bytes()) {
      throw new Malformed(
          "tensor %s of type %s with data_offsets %s, but %d bytes are needed"
              .formatted(name, type, Arrays.toString(offsets), type.bytes()));
    }
    placed.add(new Placed(new SafetensorsHeader.Entry(name, type, offsets[0]), offsets[1]));
  }

  private long[] integers(String name, String field) throws IOException, Malformed {
    List<Long> values = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      // nextLong would also take "3" and 3.0; 18 digits keep every value inside a long.
      String text = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
      if (!text.matches("[0-9]{1,18}")) {
        throw new Malformed(
            "tensor " + name + " with a " + field + " that is not whole numbers of 0 or more");
      }
      values.add(Long.parseLong(text));
      if (values.size() > MOST_SIZES) {
        throw new Malformed("tensor " + name + " with a " + field + " of more than " + MOST_SIZES);
      }
    }
    json.endArray();
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private SafetensorsHeader checked(int headerLength, long dataLength) throws Malformed {
    // Empty tensors share their begin with the next one: the end decides between them.
    placed.sort(
        Comparator.comparingLong((Placed p) -> p.entry().begin()).thenComparingLong(Placed::end));
    long end = 0;
    for (Placed next : placed) {
      long begin = next.entry().begin();
      if (begin != end) {
        throw new Malformed(
            "tensor %s that begins at byte %d where byte %d was due (%s)"
                .formatted(next.entry().name(), begin, end, begin < end ? "overlap" : "gap"));
      }
      end = next.end();
    }
    if (end != dataLength) {
      throw new Malformed(
          "%d bytes of data where the header promises %d (%s)"
              .formatted(dataLength, end, dataLength < end ? "cut short" : "too long"));
    }
    return new SafetensorsHeader(
        placed.stream().map(Placed::entry).toList(),
        metadata,
        SafetensorsHeader.PREFIX + (long) headerLength);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
