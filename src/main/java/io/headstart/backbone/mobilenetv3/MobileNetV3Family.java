package io.headstart.backbone.mobilenetv3;

import io.headstart.backbone.ArchitectureFamily;
import io.headstart.backbone.ArchitectureFamily.Member;
import io.headstart.backbone.HubWeights;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.PublishedWeights;
import io.headstart.config.FeatureSettings.Interpolation;
import java.util.List;
import java.util.Optional;

/**
 * The MobileNetV3 that is known by name, for weak processors; sizes as in timm's mobilenetv3.py.
 */
public final class MobileNetV3Family {
  private static final long BYTES = 22_061_296;

  private MobileNetV3Family() {}

  /** Returns the family. */
  public static ArchitectureFamily family() {
    HubWeights file = new HubWeights("timm/mobilenetv3_large_100.ra_in1k", BYTES);
    return new ArchitectureFamily(
        "mobilenetv3",
        List.of(
            new Member(
                MobileNetV3.LARGE,
                new Preprocessing(224, Interpolation.BICUBIC, 0.875, Preprocessing.IMAGENET),
                Optional.of(
                    new PublishedWeights(file, "Apache-2.0", BYTES, "ImageNet, 1,000 classes")))));
  }
}
