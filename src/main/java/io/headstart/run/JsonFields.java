package io.headstart.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.headstart.Failure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Typed access to one object of a JSON file. A field that is absent or null is empty; one of the
 * wrong type is a {@link Failure} that names the file and the field. Other fields are ignored, so
 * that files of later versions can be read.
 */
final class JsonFields {
  private final Path file;
  private final String at;
  private final JsonObject object;

  private JsonFields(Path file, String at, JsonObject object) {
    this.file = file;
    this.at = at;
    this.object = object;
  }

  /** Reads a file that holds one JSON object. */
  static JsonFields read(Path file) {
    return parse(file, RunFile.text(file));
  }

  /** As {@link #read}, of a text that is or will be in a file. */
  static JsonFields parse(Path file, String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement root = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw RunFile.damaged(file, "text after the end of the JSON document", "one JSON object");
      }
      if (!root.isJsonObject()) {
        throw RunFile.damaged(file, shortened(root), "one JSON object");
      }
      JsonObject object = root.getAsJsonObject();
      if (object.has(Seal.FIELD)) {
        Seal.check(file, text);
      }
      return new JsonFields(file, "", object);
    } catch (JsonParseException | IOException e) {
      throw RunFile.damaged(file, "text that is not JSON: " + e.getMessage(), "one JSON object");
    }
  }

  /** Returns a failure about one field of this object. */
  Failure wrong(String key, String accepted) {
    JsonElement value = object.get(key);
    return RunFile.damaged(file, path(key) + " is " + shortened(value), accepted);
  }

  /** Returns a field that must be there. */
  <T> T required(String key, BiFunction<JsonFields, String, Optional<T>> type) {
    return type.apply(this, key).orElseThrow(() -> wrong(key, "a value"));
  }

  Optional<String> text(String key) {
    return primitive(key, "text", JsonPrimitive::isString).map(JsonPrimitive::getAsString);
  }

  Optional<Double> number(String key) {
    return primitive(key, "a number", JsonPrimitive::isNumber).map(JsonPrimitive::getAsDouble);
  }

  Optional<Long> whole(String key) {
    return primitive(key, "a whole number", JsonPrimitive::isNumber)
        .map(value -> whole(key, value));
  }

  /** Returns a whole number that counts something: from 0 to 2^31 - 1. */
  Optional<Integer> count(String key) {
    Optional<Long> value = whole(key);
    if (value.isPresent() && (value.get() < 0 || value.get() > Integer.MAX_VALUE)) {
      throw wrong(key, "a count from 0 to " + Integer.MAX_VALUE);
    }
    return value.map(Math::toIntExact);
  }

  Optional<JsonFields> object(String key) {
    return element(key).map(value -> fields(key, value));
  }

  /** Returns the objects of a list. */
  Optional<List<JsonFields>> objects(String key) {
    return list(key, "a list of objects", value -> fields(key, value));
  }

  /** Returns the texts of a list. */
  Optional<List<String>> texts(String key) {
    return list(
        key,
        "a list of texts",
        value -> {
          if (value instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
          }
          throw wrong(key, "a list of texts");
        });
  }

  /** Returns the whole numbers of a list, each a count. */
  Optional<List<Integer>> counts(String key) {
    return list(key, "a list of counts", value -> countOf(key, value));
  }

  /** Returns a list of lists of counts. */
  Optional<List<List<Integer>>> countRows(String key) {
    return list(
        key,
        "rows of counts",
        row -> {
          if (!(row instanceof JsonArray cells)) {
            throw wrong(key, "rows of counts");
          }
          return cells.asList().stream().map(cell -> countOf(key, cell)).toList();
        });
  }

  /** Returns an object's fields, which are all texts, in file order. */
  Optional<Map<String, String>> textMap(String key) {
    return object(key).map(fields -> fields.all(JsonFields::text));
  }

  /** Returns an object's fields, which are all numbers, in file order. */
  Optional<Map<String, Double>> numberMap(String key) {
    return object(key).map(fields -> fields.all(JsonFields::number));
  }

  /** Returns the names of all fields, in file order. */
  Set<String> names() {
    return object.keySet();
  }

  private <T> Map<String, T> all(BiFunction<JsonFields, String, Optional<T>> type) {
    Map<String, T> values = new LinkedHashMap<>();
    object.keySet().forEach(name -> values.put(name, required(name, type)));
    return values;
  }

  private Optional<JsonElement> element(String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull() ? Optional.empty() : Optional.of(value);
  }

  private Optional<JsonPrimitive> primitive(
      String key, String accepted, Function<JsonPrimitive, Boolean> type) {
    return element(key)
        .map(
            value -> {
              if (value instanceof JsonPrimitive primitive && type.apply(primitive)) {
                return primitive;
              }
              throw wrong(key, accepted);
            });
  }

  private JsonFields fields(String key, JsonElement value) {
    if (value instanceof JsonObject fields) {
      return new JsonFields(file, path(key) + ".", fields);
    }
    throw wrong(key, "an object");
  }

  private <T> Optional<List<T>> list(String key, String accepted, Function<JsonElement, T> item) {
    return element(key)
        .map(
            value -> {
              if (!(value instanceof JsonArray array)) {
                throw wrong(key, accepted);
              }
              return array.asList().stream().map(item).toList();
            });
  }

  private int countOf(String key, JsonElement value) {
    if (value instanceof JsonPrimitive number && number.isNumber()) {
      long whole = whole(key, number);
      if (whole >= 0 && whole <= Integer.MAX_VALUE) {
        return (int) whole;
      }
    }
    throw wrong(key, "counts from 0 to " + Integer.MAX_VALUE);
  }

  private long whole(String key, JsonPrimitive value) {
    try {
      return value.getAsBigDecimal().longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(key, "a whole number");
    }
  }

  private String path(String key) {
    return at + key;
  }

  private static String shortened(JsonElement value) {
    String text = String.valueOf(value);
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
