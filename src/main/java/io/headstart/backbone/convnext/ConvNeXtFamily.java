package io.headstart.backbone.convnext;

import io.headstart.backbone.ArchitectureFamily;
import io.headstart.backbone.ArchitectureFamily.Member;
import io.headstart.backbone.HubWeights;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.PublishedWeights;
import io.headstart.config.FeatureSettings.Interpolation;
import java.util.List;
import java.util.Optional;

/** The ConvNeXts that are known by name; numbers, sizes and crops as in timm's convnext.py. */
public final class ConvNeXtFamily {
  private static final List<Member> MEMBERS =
      List.of(
          member("convnext_tiny", List.of(3, 3, 9, 3), 96, 178_481_628),
          member("convnext_small", List.of(3, 3, 27, 3), 96, 265_036_068),
          member("convnext_base", List.of(3, 3, 27, 3), 128, 439_848_356));

  private ConvNeXtFamily() {}

  /** Returns the family. */
  public static ArchitectureFamily family() {
    return new ArchitectureFamily("convnext", MEMBERS);
  }

  private static Member member(String name, List<Integer> blocks, int width, long bytes) {
    HubWeights file = new HubWeights("timm/" + name + ".fb_in22k", bytes);
    return new Member(
        new ConvNeXt(name, blocks, width),
        new Preprocessing(224, Interpolation.BICUBIC, 0.875, Preprocessing.IMAGENET),
        Optional.of(
            new PublishedWeights(file, "Apache-2.0", bytes, "ImageNet-22k, 21,841 classes")));
  }
}
