package io.headstart.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sidecar of a features file.
 *
 * @param fields the key's fields
 * @param name what the images are called; empty in manifests of version 0.1.0, which has no such
 *     field
 * @param count rows
 * @param dimension features a row
 * @param broken indices of broken rows, ascending
 * @param bytes length of the features file
 * @param sha256 of the features file, hexadecimal
 * @param created when it was completed, ISO 8601, UTC
 * @param program version of the program that made it
 */
record FeatureManifest(
    SortedMap<String, String> fields,
    String name,
    int count,
    int dimension,
    int[] broken,
    long bytes,
    String sha256,
    String created,
    String program) {
  private static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** As it stands in the file. Mutable and with boxes because Gson leaves absent fields null. */
  private static final class Json {
    Integer format;
    String key;
    TreeMap<String, String> fields;
    String name;
    Integer count;
    Integer dimension;
    int[] broken;
    Long bytes;
    String sha256;
    String created;
    String program;
  }

  String toJson(String id) {
    Json json = new Json();
    json.format = FORMAT;
    json.key = id;
    json.fields = new TreeMap<>(fields);
    json.name = name;
    json.count = count;
    json.dimension = dimension;
    json.broken = broken;
    json.bytes = bytes;
    json.sha256 = sha256;
    json.created = created;
    json.program = program;
    return GSON.toJson(json) + "\n";
  }

  /** Returns the manifest, or nothing when the text is not one of the entry with that id. */
  static Optional<FeatureManifest> parse(String text, String id) {
    Json json;
    try {
      json = GSON.fromJson(text, Json.class);
    } catch (JsonParseException e) {
      return Optional.empty();
    }
    if (json == null || !isComplete(json) || !isSound(json, id)) {
      return Optional.empty();
    }
    return Optional.of(
        new FeatureManifest(
            json.fields,
            json.name == null ? "" : json.name,
            json.count,
            json.dimension,
            json.broken,
            json.bytes,
            json.sha256,
            json.created,
            json.program));
  }

  private static boolean isComplete(Json json) {
    return json.format != null
        && json.key != null
        && json.fields != null
        && json.count != null
        && json.dimension != null
        && json.broken != null
        && json.bytes != null
        && json.sha256 != null
        && json.created != null
        && json.program != null;
  }

  private static boolean isSound(Json json, String id) {
    return json.format == FORMAT
        && json.key.equals(id)
        && !json.fields.isEmpty()
        && !json.fields.containsValue(null)
        && FeatureKey.of(json.fields).id().equals(id)
        && isTime(json.created)
        && Arrays.stream(json.broken).allMatch(row -> row >= 0 && row < json.count);
  }

  private static boolean isTime(String text) {
    try {
      return Instant.parse(text) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
