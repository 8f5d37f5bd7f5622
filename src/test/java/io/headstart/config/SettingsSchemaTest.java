package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsSchemaTest {
  private static final JsonObject SCHEMA = SettingsSchema.schema();

  @Test
  void theRootNamesItsDraftAndAllowsNoOtherKeys() {
    assertThat(SCHEMA.get("$schema").getAsString())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(SCHEMA.get("additionalProperties").getAsBoolean()).isFalse();
    assertThat(SCHEMA.getAsJsonObject("properties").keySet())
        .containsExactlyElementsOf(Key.of(Settings.class).stream().map(Key::name).toList());
  }

  @Test
  void numbersCarryTypeBoundsAndDefault() {
    assertSchema(
        "train.epochs",
        "{type: integer, minimum: 0, maximum: 1000000,"
            + " description: 'Passes over the training images.', default: 20}");
    assertThat(at("model.dropout").get("exclusiveMaximum").getAsInt()).isEqualTo(1);
    assertThat(at("train.learning-rate").get("exclusiveMinimum").getAsInt()).isZero();
    assertThat(at("seed").has("minimum")).isFalse();
  }

  @Test
  void choicesAndPatternsAreThoseOfTheReader() {
    assertThat(at("train.sampling").get("enum"))
        .isEqualTo(JsonParser.parseString("[each, balanced]"));
    assertThat(at("device").get("pattern").getAsString()).isEqualTo("^(?:auto|cpu|cuda(:\\d+)?)$");
  }

  @Test
  void anOptionalKeyMayBeNull() {
    JsonObject logEvery = at("train.log-every");

    assertThat(logEvery.get("anyOf"))
        .isEqualTo(JsonParser.parseString("[{type: integer, minimum: 1}, {type: 'null'}]"));
    assertThat(logEvery.get("default").isJsonNull()).isTrue();
  }

  @Test
  void theBoundsOfAListAreThoseOfItsItems() {
    assertThat(at("model.hidden").get("items"))
        .isEqualTo(JsonParser.parseString("{type: integer, minimum: 1, maximum: 65536}"));
  }

  @Test
  void anOperationIsAnObjectWithANameOrTheName() {
    JsonElement choices = at("augment.operations").getAsJsonObject("items").get("anyOf");
    JsonObject object = choices.getAsJsonArray().get(0).getAsJsonObject();

    assertThat(object.get("required")).isEqualTo(JsonParser.parseString("[name]"));
    assertThat(choices.getAsJsonArray().get(1).getAsJsonObject().has("enum")).isTrue();
  }

  @Test
  void theValidationImagesAreACountAShareOrParts() {
    assertThat(at("data.split.validation").get("anyOf"))
        .isEqualTo(
            JsonParser.parseString(
                "[{type: integer, minimum: 0}, {type: number, minimum: 0, exclusiveMaximum: 1},"
                    + " {type: string}, {type: array, items: {type: string}}]"));
    assertThat(at("data.split.validation").get("default").getAsString()).isEqualTo("auto");
    assertThat(at("data.split").has("default")).isFalse();
  }

  private static void assertSchema(String path, String json) {
    assertThat(at(path)).isEqualTo(JsonParser.parseString(json));
  }

  private static JsonObject at(String path) {
    JsonObject node = SCHEMA;
    for (String name : List.of(path.split("\\."))) {
      node = node.getAsJsonObject("properties").getAsJsonObject(name);
    }
    return node;
  }
}
