package io.headstart.backbone.vit;

import io.headstart.backbone.vit.Vit.Kind;
import io.headstart.backbone.vit.Vit.Size;
import java.util.List;

/** The vision transformers that are known by name; numbers as in timm's vision_transformer.py. */
public final class VitTable {
  private static final Size SMALL_16 = new Size(384, 12, 16);
  private static final Size BASE_16 = new Size(768, 12, 16);
  private static final Size BASE_32 = new Size(768, 12, 32);
  private static final Size SMALL_14 = new Size(384, 12, 14);
  private static final Size BASE_14 = new Size(768, 12, 14);
  private static final Size LARGE_14 = new Size(1024, 24, 14);

  /** Position embeddings a side of 518 pixels in patches of 14. */
  private static final int DINOV2 = 37;

  /** All of them. */
  public static final List<Vit> ALL =
      List.of(
          new Vit("vit_small_patch16_224", SMALL_16, 14, Kind.PLAIN),
          new Vit("vit_base_patch16_224", BASE_16, 14, Kind.PLAIN),
          new Vit("vit_small_patch14_dinov2", SMALL_14, DINOV2, Kind.DINOV2),
          new Vit("vit_base_patch14_dinov2", BASE_14, DINOV2, Kind.DINOV2),
          new Vit("vit_large_patch14_dinov2", LARGE_14, DINOV2, Kind.DINOV2),
          new Vit("vit_small_patch14_reg4_dinov2", SMALL_14, DINOV2, Kind.REGISTERS),
          new Vit("vit_base_patch14_reg4_dinov2", BASE_14, DINOV2, Kind.REGISTERS),
          new Vit("vit_large_patch14_reg4_dinov2", LARGE_14, DINOV2, Kind.REGISTERS),
          new Vit("vit_base_patch32_clip_quickgelu_224", BASE_32, 7, Kind.openAi(512)),
          new Vit("vit_base_patch16_clip_quickgelu_224", BASE_16, 14, Kind.openAi(512)),
          new Vit("vit_large_patch14_clip_quickgelu_224", LARGE_14, 16, Kind.openAi(768)),
          new Vit("vit_base_patch32_clip_224", BASE_32, 7, Kind.clip(512)),
          new Vit("vit_base_patch16_clip_224", BASE_16, 14, Kind.clip(512)),
          new Vit("vit_large_patch14_clip_224", LARGE_14, 16, Kind.clip(768)));

  private VitTable() {}
}
