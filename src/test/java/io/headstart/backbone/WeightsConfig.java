package io.headstart.backbone;

import java.nio.file.Path;

/** Reads what lies beside weights, for those outside of this package. */
public final class WeightsConfig {
  private WeightsConfig() {}

  /** Reads a file as timm's config.json, and as a list of files. */
  public static void read(Path config) {
    Path weights = config.resolveSibling("model.safetensors");
    PretrainedConfig.beside(weights)
        .ifPresent(found -> found.applyTo(Backbones.named("resnet18"), weights));
    ShardIndex.files(config);
  }
}
