package io.headstart.backbone;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.headstart.Failure;
import io.headstart.config.FeatureSettings.Interpolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What timm writes beside weights, in {@code config.json}: which network they are of, and the
 * preprocessing they were trained for.
 *
 * @param architecture the network's name; empty where it is not said
 * @param pretrained the object {@code pretrained_cfg}
 */
record PretrainedConfig(Optional<String> architecture, JsonObject pretrained) {
  static final String FILE = "config.json";

  /** The largest of the hub's known ones has a tenth of it. */
  private static final long MAX_BYTES = 1_000_000;

  /** Characters of a name. */
  private static final int LONGEST = 200;

  /** Returns what lies beside a file of weights; empty where nothing of timm's does. */
  static Optional<PretrainedConfig> beside(Path weights) {
    Path file = weights.toAbsolutePath().resolveSibling(FILE);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (!root.isJsonObject()
          || !(root.getAsJsonObject().get("pretrained_cfg") instanceof JsonObject pretrained)) {
        return Optional.empty();
      }
      return Optional.of(
          new PretrainedConfig(text(root.getAsJsonObject(), "architecture"), pretrained));
    } catch (IOException | JsonParseException | StackOverflowError e) {
      throw unusable(file, e instanceof IOException ? e.getMessage() : "no JSON", e);
    }
  }

  private static Failure unusable(Path file, String what, Throwable cause) {
    return Failure.run("what lies beside the weights cannot be used")
        .received("%s: %s", file, what)
        .accepted("timm's config.json, with pretrained_cfg")
        .next("fetch it again, or take it away and set features.mean and the like yourself")
        .cause(cause)
        .build();
  }

  /**
   * Returns what is known of a backbone with the preprocessing that is said here.
   *
   * @param weights the file this lies beside, for the message
   * @throws Failure (usage) when the weights are of another network
   */
  KnownBackbone applyTo(KnownBackbone backbone, Path weights) {
    // timm has OpenAI's weights under the name without their own activation.
    List<String> names = List.of(backbone.name(), backbone.name().replace("_quickgelu", ""));
    if (architecture.isPresent() && !names.contains(architecture.get())) {
      throw Failure.usage("the weights are of another backbone")
          .received(
              "%s, whose config.json says %s, for features.backbone: %s",
              weights, architecture.get(), backbone.name())
          .accepted("weights of %s", backbone.name())
          .next("set features.backbone to the network that the weights are of")
          .build();
    }
    try {
      return backbone.with(preprocessing(backbone.preprocessing()));
    } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
      throw unusable(weights.resolveSibling(FILE), "pretrained_cfg of another layout", e);
    }
  }

  private Preprocessing preprocessing(Preprocessing usual) {
    Optional<List<Double>> mean = three("mean");
    Optional<List<Double>> deviation = three("std");
    int size =
        pretrained.get("input_size") instanceof JsonArray shape && shape.size() == 3
            ? shape.get(2).getAsInt()
            : usual.imageSize();
    double crop =
        pretrained.get("crop_pct") == null
            ? usual.cropShare()
            : pretrained.get("crop_pct").getAsDouble();
    if (size < 1 || size > 4096 || !(crop > 0 && crop <= 1)) {
      throw new IllegalStateException("input_size " + size + ", crop_pct " + crop);
    }
    return new Preprocessing(
        size,
        text(pretrained, "interpolation")
            .map(name -> Interpolation.valueOf(known(name)))
            .orElse(usual.interpolation()),
        crop,
        mean.isPresent() && deviation.isPresent()
            ? Preprocessing.Normalization.of(mean.get(), deviation.get())
            : usual.normalization());
  }

  private static String known(String interpolation) {
    String name = interpolation.toUpperCase(Locale.ROOT);
    if (!name.equals(Interpolation.BILINEAR.name()) && !name.equals(Interpolation.BICUBIC.name())) {
      throw new IllegalStateException("interpolation " + interpolation);
    }
    return name;
  }

  private Optional<List<Double>> three(String key) {
    return pretrained.get(key) instanceof JsonArray numbers && numbers.size() == 3
        ? Optional.of(IntStream.range(0, 3).mapToObj(c -> numbers.get(c).getAsDouble()).toList())
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value != null && value.isJsonPrimitive() && value.getAsString().length() <= LONGEST
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }
}
