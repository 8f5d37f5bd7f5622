package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;

/** How images become features. */
public record FeatureSettings(
    @Setting("resnet18: 512 features of a frozen network; pixels: the images themselves.")
        BackboneName backbone,
    @Setting(
            value =
                "resnet18 only. zoo: DJL's resnet18_embedding (ImageNet); random: drawn from the"
                    + " seed, knows nothing; or the path of a .pt file: a traced ResNet-18, or a module"
                    + " that the command line allows to run.",
            pattern = "zoo|random|.+\\.pt",
            accepted = "zoo, random, or a file ending in .pt")
        String weights,
    @Setting(
            "resnet18 only. float32: the reference; bfloat16 and int8: faster on many processors,"
                + " features nearly the same; auto: the fastest here by measurement whose features"
                + " agree with float32, on a GPU bfloat16.")
        Precision precision,
    @Setting(
            value = "resnet18 only: images are resized to this many pixels a side, without a crop.",
            min = 32,
            max = 1024)
        int imageSize,
    @Setting(
            "resnet18 only. The stages whose mean activations are the features, side by side: layer4"
                + " gives 512, layer3 256, layer2 128, layer1 64. Inner layers see finer detail.")
        List<Layer> layers,
    @Setting(value = "Images a forward pass; null chooses for the device.", min = 1, max = 4096)
        Optional<Integer> batchSize,
    @Setting(
            "pixels only. none: 0..255; unit: 0..1; symmetric: -1..1; mean-image: the training"
                + " set's mean image subtracted.")
        Scaling scaling,
    @Setting(
            "Every feature to mean 0 and deviation 1 by the training split's statistics, which are"
                + " kept in the checkpoint.")
        boolean standardize,
    @Setting("Principal components of the features instead of the features; null for none.")
        Optional<Pca> pca) {

  /** The name of what makes the features. */
  public enum BackboneName {
    RESNET18,
    PIXELS
  }

  /** The stages of a ResNet, first to last. */
  public enum Layer {
    LAYER1(1),
    LAYER2(2),
    LAYER3(3),
    LAYER4(4);

    private final int stage;

    Layer(int stage) {
      this.stage = stage;
    }

    /** Returns its number, 1 for the first. */
    public int stage() {
      return stage;
    }
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

  /** Each layer once, in the order of the network, so that equal features have one name. */
  public FeatureSettings {
    if (layers.isEmpty() || !layers.equals(layers.stream().distinct().sorted().toList())) {
      throw new InvalidSetting(
          "layers",
          layers.stream().map(Shape::kebab).toList().toString(),
          "one or more layers, each once, in order");
    }
  }

  /** Returns these settings with another arithmetic. */
  public FeatureSettings withPrecision(Precision value) {
    return RecordCopy.with(this, "precision", value);
  }

  /** Returns these settings with standardized features and no components of them. */
  public FeatureSettings standardized() {
    return RecordCopy.with(RecordCopy.with(this, "standardize", true), "pca", Optional.empty());
  }

  static FeatureSettings defaults() {
    return new FeatureSettings(
        BackboneName.RESNET18,
        "zoo",
        Precision.AUTO,
        224,
        List.of(Layer.LAYER4),
        Optional.empty(),
        Scaling.UNIT,
        false,
        Optional.empty());
  }
}
