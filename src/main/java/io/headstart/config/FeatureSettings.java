package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How images become features. */
public record FeatureSettings(
    @Setting(
            value =
                "The frozen network whose activations are the features, by name (`backbones list` has"
                    + " them all): resnet18 gives 512. torchscript: a module of your own, in weights;"
                    + " pixels: the images themselves. Several names put their features side by side.",
            pattern = "[a-zA-Z0-9_.-]+",
            accepted = "a name of letters, digits, points, hyphens and underscores",
            alone = true)
        List<String> backbone,
    @Setting(
            value =
                "Networks only. zoo: the weights the network is published with; random: drawn from"
                    + " the seed, knows nothing; the path of a .safetensors file or of the list of several, or of a .pt file (a"
                    + " traced network, or a module that the command line allows to run); or"
                    + " hf:OWNER/NAME, a repository on the Hugging Face hub, with @REVISION if need"
                    + " be. Of several networks, one for all or one each.",
            pattern =
                "zoo|random|hf:[^/@\\s]+/[^/@\\s]+(@[^@\\s]+)?|.+\\.pt|.+\\.safetensors(\\.index\\.json)?",
            accepted =
                "zoo, random, hf:OWNER/NAME, or a file ending in .safetensors, .safetensors.index.json or .pt",
            alone = true)
        List<String> weights,
    @Setting(
            "Networks only. float32: the reference; bfloat16 and int8: faster on many processors,"
                + " features nearly the same; auto: the fastest here by measurement whose features"
                + " agree with float32, on a GPU bfloat16.")
        Precision precision,
    @Setting(
            value =
                "Networks only: images are resized to this many pixels a side; null for what the"
                    + " weights were trained for.",
            min = 32,
            max = 1024)
        Optional<Integer> imageSize,
    @Setting(
            value =
                "Networks only. How pixels are resized: bilinear, between the nearest four, or"
                    + " bicubic, smoothed where images get smaller; null for what the weights were"
                    + " trained for.")
        Optional<Interpolation> interpolation,
    @Setting(
            value =
                "Networks only. The share of each side that is kept, in the middle; null for what the"
                    + " weights were trained for (1, all of it, for resnet18).",
            min = 0,
            above = true,
            max = 1)
        Optional<Double> cropShare,
    @Setting(
            value =
                "Networks only. What red, green and blue of 0..1 have subtracted; null for what the"
                    + " weights were trained for.",
            min = -10,
            max = 10)
        Optional<List<Double>> mean,
    @Setting(
            value =
                "Networks only. What red, green and blue are divided by then; null for what the"
                    + " weights were trained for.",
            min = 0,
            above = true,
            max = 10)
        Optional<List<Double>> deviation,
    @Setting(
            "Networks only. Which of the network's activations are the features, side by side: those"
                + " of resnet18 are layer4 (512), layer3 (256), layer2 (128) and layer1 (64), and"
                + " inner layers see finer detail. [] for the network's own choice.")
        List<String> layers,
    @Setting(value = "Images a forward pass; null chooses for the device.", min = 1, max = 4096)
        Optional<Integer> batchSize,
    @Setting(
            "pixels only. none: 0..255; unit: 0..1; symmetric: -1..1; mean-image: the training"
                + " set's mean image subtracted.")
        Scaling scaling,
    @Setting(
            "Every feature x becomes its square root, sign(x) sqrt(|x|), before it is standardized:"
                + " what a few images show very strongly then counts for less.")
        boolean squareRoot,
    @Setting(
            "Every feature to mean 0 and deviation 1 by the training split's statistics, which are"
                + " kept in the checkpoint.")
        boolean standardize,
    @Setting("Principal components of the features instead of the features; null for none.")
        Optional<Pca> pca) {

  /** The name of the baseline without a network. */
  public static final String PIXELS = "pixels";

  /** How pixels become more or fewer. */
  public enum Interpolation {
    BILINEAR,
    BICUBIC
  }

  /** The arithmetic of the backbone. */
  public enum Precision {
    AUTO,
    FLOAT32,
    BFLOAT16,
    INT8
  }

  /** How raw pixels are scaled. */
  public enum Scaling {
    NONE,
    UNIT,
    SYMMETRIC,
    MEAN_IMAGE
  }

  /** Principal component analysis, fitted on the training split. */
  public record Pca(
      @Setting(value = "How many components are kept; null lets variance decide.", min = 1)
          Optional<Integer> components,
      @Setting(
              value = "The smallest number of components with this share of the variance is kept.",
              min = 0,
              above = true,
              max = 1)
          Optional<Double> variance) {
    /** Exactly one of the two says how many components are kept. */
    public Pca {
      if (components.isPresent() == variance.isPresent()) {
        throw new InvalidSetting(
            "components",
            components.isPresent() ? "both components and variance" : "neither",
            "exactly one of components and variance");
      }
    }
  }

  /** Settings that name networks one by one go together with as many networks. */
  public FeatureSettings {
    backbone = List.copyOf(backbone);
    weights = List.copyOf(weights);
    layers = List.copyOf(layers);
    if (backbone.isEmpty() || distinct(backbone) < backbone.size()) {
      throw new InvalidSetting("backbone", backbone.toString(), "one or more names, each once");
    }
    if (backbone.size() > 1 && backbone.contains(PIXELS)) {
      throw new InvalidSetting("backbone", backbone.toString(), "pixels alone, or networks");
    }
    if (weights.size() != 1 && weights.size() != backbone.size()) {
      throw new InvalidSetting(
          "weights",
          weights.size() + " of them for " + backbone.size() + " backbones",
          "one for all or one each");
    }
    if (distinct(layers) < layers.size()) {
      throw new InvalidSetting("layers", layers.toString(), "each layer once, in order");
    }
    if (backbone.size() > 1 && !layers.isEmpty()) {
      throw new InvalidSetting("layers", layers.toString(), "[] where there are several backbones");
    }
    requireThree("mean", mean);
    requireThree("deviation", deviation);
  }

  private static long distinct(List<String> names) {
    return names.stream().distinct().count();
  }

  private static void requireThree(String key, Optional<List<Double>> values) {
    if (values.isPresent() && values.get().size() != 3) {
      throw new InvalidSetting(key, values.get().toString(), "three numbers: red, green and blue");
    }
  }

  /** Returns whether the pixels themselves are the features. */
  public boolean isPixels() {
    return backbone.contains(PIXELS);
  }

  /** Returns the settings of each backbone alone, in order. */
  public List<FeatureSettings> each() {
    return IntStream.range(0, backbone.size())
        .mapToObj(
            i ->
                // One for all of them goes with any number of names.
                RecordCopy.with(
                    RecordCopy.with(
                        this, "weights", List.of(weights.get(weights.size() == 1 ? 0 : i))),
                    "backbone",
                    List.of(backbone.get(i))))
        .toList();
  }

  /** Returns the name of the one backbone of {@link #each}. */
  public String name() {
    return single(backbone);
  }

  /** Returns where the weights of the one backbone of {@link #each} come from. */
  public String source() {
    return single(weights);
  }

  private String single(List<String> values) {
    if (backbone.size() != 1) {
      throw new IllegalStateException("several backbones: " + backbone);
    }
    return values.get(0);
  }

  /** Returns these settings with another arithmetic. */
  public FeatureSettings withPrecision(Precision value) {
    return RecordCopy.with(this, "precision", value);
  }

  /** Returns these settings with other weights: one for all backbones, or one each. */
  public FeatureSettings withWeights(List<String> values) {
    return RecordCopy.with(this, "weights", values);
  }

  /** Returns these settings with features neither standardized nor projected. */
  public FeatureSettings plain() {
    return RecordCopy.with(RecordCopy.with(this, "standardize", false), "pca", Optional.empty());
  }

  /**
   * Returns settings that name the backbones of several, in order.
   *
   * @throws InvalidSetting when they differ in more than backbone and weights
   */
  public static FeatureSettings joined(List<FeatureSettings> several) {
    List<String> backbones = several.stream().flatMap(one -> one.backbone.stream()).toList();
    List<String> weights =
        several.stream().flatMap(one -> one.each().stream().map(FeatureSettings::source)).toList();
    FeatureSettings first = several.get(0);
    FeatureSettings joined =
        RecordCopy.of(
            FeatureSettings.class,
            List.of(
                backbones,
                weights,
                first.precision,
                first.imageSize,
                first.interpolation,
                first.cropShare,
                first.mean,
                first.deviation,
                first.layers,
                first.batchSize,
                first.scaling,
                first.squareRoot,
                first.standardize,
                first.pca));
    for (FeatureSettings one : several) {
      FeatureSettings alike =
          RecordCopy.with(
              RecordCopy.with(
                  RecordCopy.with(first, "backbone", one.backbone), "weights", one.weights),
              "batchSize",
              one.batchSize);
      if (!alike.equals(one)) {
        throw new InvalidSetting(
            "features", "heads whose features differ in other settings", "other backbones alone");
      }
    }
    return joined;
  }

  /** Returns these settings with standardized features and no components of them. */
  public FeatureSettings standardized() {
    return RecordCopy.with(RecordCopy.with(this, "standardize", true), "pca", Optional.empty());
  }

  /** Returns these settings with so many principal components of the features, not standardized. */
  public FeatureSettings principal(int components) {
    return RecordCopy.with(
        RecordCopy.with(this, "standardize", false),
        "pca",
        Optional.of(new Pca(Optional.of(components), Optional.empty())));
  }

  static FeatureSettings defaults() {
    return new FeatureSettings(
        List.of("resnet18"),
        List.of("zoo"),
        Precision.AUTO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Scaling.UNIT,
        false,
        false,
        Optional.empty());
  }
}
