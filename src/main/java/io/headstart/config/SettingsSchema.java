package io.headstart.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Map;

/**
 * Describes the configuration as a JSON Schema, draft 2020-12, with which editors complete and
 * check keys. What the records check between keys is not in it.
 */
public final class SettingsSchema {
  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private SettingsSchema() {}

  /** Returns the schema; it contains nulls, which are part of it. */
  public static JsonObject schema() {
    JsonObject schema = new JsonObject();
    schema.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.addProperty("title", "Headstart configuration");
    section(Settings.class).entrySet().forEach(e -> schema.add(e.getKey(), e.getValue()));
    return schema;
  }

  private static JsonObject section(Class<? extends Record> type) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Key key : Key.of(type)) {
      if (key.shape() instanceof Shape.Alternatives choice && choice.inline()) {
        alternatives(choice).entrySet().forEach(e -> properties.add(e.getKey(), e.getValue()));
        continue;
      }
      properties.add(key.name(), property(key));
      if (key.required()) {
        required.add(key.name());
      }
    }
    return section(properties, required);
  }

  private static JsonObject section(JsonObject properties, JsonArray required) {
    JsonObject section = typed("object");
    section.add("properties", properties);
    section.addProperty("additionalProperties", false);
    if (!required.isEmpty()) {
      section.add("required", required);
    }
    return section;
  }

  /** Returns the properties of all alternatives: what is a key of one may stand beside another. */
  private static JsonObject alternatives(Shape.Alternatives choice) {
    JsonObject properties = new JsonObject();
    for (String name : choice.names()) {
      List<JsonObject> meanings =
          choice.keys().stream()
              .filter(key -> key.name().equals(name))
              .map(SettingsSchema::meaning)
              .distinct()
              .toList();
      properties.add(
          name,
          meanings.size() == 1 ? meanings.get(0) : anyOf(meanings.toArray(JsonObject[]::new)));
    }
    return properties;
  }

  /** As {@link #property}, without the default, which differs from one alternative to another. */
  private static JsonObject meaning(Key key) {
    JsonObject content = content(key.shape(), key.setting());
    boolean nullable = key.optional() || key.setting().nullIsDefault();
    JsonObject meaning = nullable ? anyOf(content, typed("null")) : content;
    meaning.addProperty("description", key.text());
    return meaning;
  }

  private static JsonObject property(Key key) {
    JsonObject property = meaning(key);
    Object plain = key.plainDefault();
    if (!key.required() && !(plain instanceof Map<?, ?>)) { // a section's keys have their own
      property.add("default", GSON.toJsonTree(plain));
    }
    return property;
  }

  private static JsonObject content(Shape shape, Setting setting) {
    if (shape instanceof Shape.Whole) {
      return bounded(typed("integer"), setting);
    } else if (shape instanceof Shape.Real) {
      return bounded(typed("number"), setting);
    } else if (shape instanceof Shape.Flag) {
      return typed("boolean");
    } else if (shape instanceof Shape.Choice choice) {
      JsonObject names = new JsonObject();
      names.add("enum", GSON.toJsonTree(choice.names()));
      return names;
    } else if (shape instanceof Shape.Text) {
      return text(setting);
    } else if (shape instanceof Shape.Items items) {
      JsonObject array = typed("array");
      JsonObject element = content(items.element(), setting);
      array.add("items", element);
      return items.element() instanceof Shape.Text ? anyOf(array, element) : array;
    } else if (shape instanceof Shape.Section section) {
      return Key.shortForm(section.type())
          .map(key -> anyOf(section(section.type()), content(key.shape(), key.setting())))
          .orElseGet(() -> section(section.type()));
    } else if (shape instanceof Shape.Alternatives choice) {
      JsonArray required = new JsonArray();
      if (!choice.hasDefault()) {
        required.add(choice.naming().name());
      }
      return anyOf(
          section(alternatives(choice), required), content(choice.naming().shape(), setting));
    }
    return shape instanceof Shape.Weights ? weights(setting) : amount();
  }

  private static JsonObject weights(Setting setting) {
    JsonObject rules = new JsonObject();
    rules.add("enum", GSON.toJsonTree(Shape.Weights.RULES));
    JsonObject named = typed("object");
    named.addProperty("minProperties", 1);
    named.add("additionalProperties", bounded(typed("number"), setting));
    return anyOf(rules, named);
  }

  private static JsonObject text(Setting setting) {
    JsonObject text = typed("string");
    text.addProperty("minLength", 1);
    if (!setting.pattern().isEmpty()) {
      text.addProperty("pattern", "^(?:" + setting.pattern() + ")$");
    }
    return text;
  }

  private static JsonObject amount() {
    JsonObject count = typed("integer");
    count.addProperty("minimum", 0);
    JsonObject share = typed("number");
    share.addProperty("minimum", 0);
    share.addProperty("exclusiveMaximum", 1);
    JsonObject part = typed("string");
    JsonObject parts = typed("array");
    parts.add("items", part);
    return anyOf(count, share, part, parts);
  }

  private static JsonObject bounded(JsonObject number, Setting setting) {
    if (Double.isFinite(setting.min())) {
      number.add(setting.above() ? "exclusiveMinimum" : "minimum", json(setting.min()));
    }
    if (Double.isFinite(setting.max())) {
      number.add(setting.below() ? "exclusiveMaximum" : "maximum", json(setting.max()));
    }
    return number;
  }

  private static JsonElement json(double bound) {
    boolean whole = bound == Math.rint(bound);
    return whole ? GSON.toJsonTree((long) bound) : GSON.toJsonTree(bound);
  }

  private static JsonObject typed(String type) {
    JsonObject typed = new JsonObject();
    typed.addProperty("type", type);
    return typed;
  }

  private static JsonObject anyOf(JsonObject... choices) {
    JsonArray array = new JsonArray();
    for (JsonObject choice : choices) {
      array.add(choice);
    }
    JsonObject anyOf = new JsonObject();
    anyOf.add("anyOf", array);
    return anyOf;
  }
}
