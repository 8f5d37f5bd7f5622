package io.headstart.backbone.vit;

import io.headstart.backbone.ArchitectureFamily;
import io.headstart.backbone.ArchitectureFamily.Member;
import io.headstart.backbone.HubWeights;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.Preprocessing.Normalization;
import io.headstart.backbone.PublishedWeights;
import io.headstart.backbone.vit.Vit.Kind;
import io.headstart.backbone.vit.Vit.Size;
import io.headstart.config.FeatureSettings.Interpolation;
import java.util.List;
import java.util.Optional;

/**
 * The vision transformers that are known by name: plain ones, DINOv2, the image side of CLIP.
 * Numbers, sizes and crops as in timm's vision_transformer.py.
 */
public final class VitFamily {
  private static final Size SMALL_16 = new Size(384, 12, 16);
  private static final Size BASE_16 = new Size(768, 12, 16);
  private static final Size BASE_32 = new Size(768, 12, 32);
  private static final Size SMALL_14 = new Size(384, 12, 14);
  private static final Size BASE_14 = new Size(768, 12, 14);
  private static final Size LARGE_14 = new Size(1024, 24, 14);

  /** Position embeddings a side of 518 pixels in patches of 14. */
  private static final int DINOV2 = 37;

  private static final long CLIP_BASE_32 = 605_143_316;
  private static final long CLIP_BASE_16 = 598_517_012;
  private static final long CLIP_LARGE_14 = 1_710_517_812;

  private static final List<Member> MEMBERS =
      List.of(
          plain("vit_small_patch16_224", SMALL_16, "augreg_in21k_ft_in1k", 88_217_856),
          plain("vit_base_patch16_224", BASE_16, "augreg2_in21k_ft_in1k", 346_285_824),
          dinov2("vit_small_patch14_dinov2", SMALL_14, Kind.DINOV2, 88_242_168),
          dinov2("vit_base_patch14_dinov2", BASE_14, Kind.DINOV2, 346_336_248),
          dinov2("vit_large_patch14_dinov2", LARGE_14, Kind.DINOV2, 1_217_504_664),
          dinov2("vit_small_patch14_reg4_dinov2", SMALL_14, Kind.REGISTERS, 88_246_876),
          dinov2("vit_base_patch14_reg4_dinov2", BASE_14, Kind.REGISTERS, 346_345_564),
          dinov2("vit_large_patch14_reg4_dinov2", LARGE_14, Kind.REGISTERS, 1_217_517_052),
          openAi("vit_base_patch32_clip_quickgelu_224", BASE_32, 512, 0.9, CLIP_BASE_32),
          openAi("vit_base_patch16_clip_quickgelu_224", BASE_16, 512, 0.9, CLIP_BASE_16),
          openAi("vit_large_patch14_clip_quickgelu_224", LARGE_14, 768, 1, CLIP_LARGE_14),
          laion("vit_base_patch32_clip_224", BASE_32, 512, 0.9, CLIP_BASE_32),
          laion("vit_base_patch16_clip_224", BASE_16, 512, 1, CLIP_BASE_16),
          laion("vit_large_patch14_clip_224", LARGE_14, 768, 1, CLIP_LARGE_14));

  private VitFamily() {}

  /** Returns the family. */
  public static ArchitectureFamily family() {
    return new ArchitectureFamily("vit", MEMBERS);
  }

  private static Member plain(String name, Size size, String weights, long bytes) {
    return member(
        new Vit(name, size, 224 / size.patch(), Kind.PLAIN),
        0.9,
        Preprocessing.SYMMETRIC,
        published(name + "." + weights, "Apache-2.0", bytes, "ImageNet-21k, then 1,000 classes"));
  }

  private static Member dinov2(String name, Size size, Kind kind, long bytes) {
    return member(
        new Vit(name, size, DINOV2, kind),
        1,
        Preprocessing.IMAGENET,
        published(name + ".lvd142m", "Apache-2.0", bytes, "142 million images without labels"));
  }

  private static Member openAi(String name, Size size, int projection, double crop, long bytes) {
    return member(
        new Vit(name, size, 224 / size.patch(), Kind.openAi(projection)),
        crop,
        Preprocessing.CLIP,
        published(
            name.replace("_quickgelu", "") + ".openai",
            "MIT",
            bytes,
            "400 million images with texts"));
  }

  private static Member laion(String name, Size size, int projection, double crop, long bytes) {
    return member(
        new Vit(name, size, 224 / size.patch(), Kind.clip(projection)),
        crop,
        size.equals(LARGE_14) ? Preprocessing.SYMMETRIC : Preprocessing.CLIP,
        published(name + ".laion2b", "MIT", bytes, "2 billion images with texts"));
  }

  private static PublishedWeights published(
      String name, String licence, long bytes, String trainedOn) {
    return new PublishedWeights(new HubWeights("timm/" + name, bytes), licence, bytes, trainedOn);
  }

  private static Member member(
      Vit vit, double crop, Normalization normalization, PublishedWeights published) {
    return new Member(
        vit,
        new Preprocessing(224, Interpolation.BICUBIC, crop, normalization),
        Optional.of(published));
  }
}
