package io.headstart.safetensors;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header of a safetensors file: 8 bytes with its length (unsigned, little-endian), then JSON.
 *
 * @param entries the tensors in the order of their bytes, without gaps
 * @param metadata the free strings of {@code __metadata__}, sorted by name
 * @param dataStart where the first tensor's bytes begin in the file
 */
public record SafetensorsHeader(
    List<Entry> entries, SortedMap<String, String> metadata, long dataStart) {
  /** The longest header the reference implementation accepts, in bytes. */
  public static final long MAX_LENGTH = 100_000_000;

  static final int PREFIX = Long.BYTES;
  static final String METADATA = "__metadata__";

  /**
   * One tensor of a file.
   *
   * @param name its name
   * @param type its element type and shape
   * @param begin where its bytes begin, counted from the end of the header
   */
  public record Entry(String name, TensorType type, long begin) {
    /** Returns where its bytes end (exclusive), counted from the end of the header. */
    public long end() {
      return begin + type.bytes();
    }
  }

  /** Copies the collections. */
  public SafetensorsHeader {
    entries = List.copyOf(entries);
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /**
   * Lays tensors out as the reference implementation does: widest element type first, then by name.
   *
   * @throws IllegalArgumentException for a reserved name or a header above {@link #MAX_LENGTH}
   */
  public static SafetensorsHeader layOut(
      Map<String, TensorType> tensors, Map<String, String> metadata) {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
    }
    List<String> names = new ArrayList<>(tensors.keySet());
    names.sort(
        Comparator.comparing((String name) -> tensors.get(name).dtype())
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    List<Entry> entries = new ArrayList<>();
    long begin = 0;
    for (String name : names) {
      Entry entry = new Entry(name, tensors.get(name), begin);
      entries.add(entry);
      begin = entry.end();
    }
    SafetensorsHeader unplaced = new SafetensorsHeader(entries, new TreeMap<>(metadata), 0);
    int length = unplaced.encode().remaining();
    if (length - PREFIX > MAX_LENGTH) {
      throw new IllegalArgumentException("a header of " + length + " bytes is too long");
    }
    return new SafetensorsHeader(entries, unplaced.metadata, length);
  }

  /** Returns the tensor of that name. */
  public Optional<Entry> find(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** Returns length and JSON, padded with spaces so that the data starts at a multiple of 8. */
  public ByteBuffer encode() {
    byte[] json = json().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(PREFIX + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  private String json() {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(METADATA).beginObject();
        for (Map.Entry<String, String> item : metadata.entrySet()) {
          json.name(item.getKey()).value(item.getValue());
        }
        json.endObject();
      }
      for (Entry entry : entries) {
        json.name(entry.name()).beginObject();
        json.name("dtype").value(entry.type().dtype().name());
        json.name("shape").beginArray();
        for (long extent : entry.type().shape()) {
          json.value(extent);
        }
        json.endArray();
        json.name("data_offsets").beginArray().value(entry.begin()).value(entry.end()).endArray();
        json.endObject();
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return text.toString();
  }
}
