package io.headstart.backbone.vit;

import io.headstart.Failure;
import io.headstart.backbone.Architecture;
import io.headstart.backbone.weights.NamedTensors;
import io.headstart.backbone.weights.Part;
import io.headstart.backbone.weights.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A vision transformer (Dosovitskiy et al. 2020) in numbers.
 *
 * @param name as timm calls it
 * @param size its widths and depth
 * @param grid position embeddings a side in its files: pixels a side it was trained with, by {@code
 *     patch}
 * @param kind what sets it apart
 */
public record Vit(String name, Size size, int grid, Kind kind) implements Architecture {
  /** The features of a head of attention, in all that are known. */
  private static final int HEAD = 64;

  /**
   * How large a transformer is.
   *
   * @param width features of a token
   * @param depth blocks
   * @param patch pixels a side of a patch
   */
  public record Size(int width, int depth, int patch) {}

  /**
   * What sets kinds of vision transformers apart.
   *
   * @param layerScale whether what a block adds has a factor for each feature (DINOv2)
   * @param registers tokens beside the class token; with them it has no position embedding
   * @param projection features of CLIP's projection, 0 for none: with it there is a norm before the
   *     first block and no bias of the patches
   * @param quickGelu whether x * sigmoid(1.702 x) stands for GELU
   */
  public record Kind(boolean layerScale, int registers, int projection, boolean quickGelu) {
    /** The first ones. */
    public static final Kind PLAIN = new Kind(false, 0, 0, false);

    /** Oquab et al. 2023. */
    public static final Kind DINOV2 = new Kind(true, 0, 0, false);

    /** Darcet et al. 2023. */
    public static final Kind REGISTERS = new Kind(true, 4, 0, false);

    /** Radford et al. 2021, as OpenAI trained it. */
    public static Kind openAi(int projection) {
      return new Kind(false, 0, projection, true);
    }

    /** The same trained by others, with GELU. */
    public static Kind clip(int projection) {
      return new Kind(false, 0, projection, false);
    }

    boolean isClip() {
      return projection > 0;
    }
  }

  @Override
  public String family() {
    return "vit";
  }

  @Override
  public List<Part> parts() {
    int d = size.width();
    List<Part> parts = new ArrayList<>();
    parts.add(Part.plain("patch_embed.proj.weight", d, 3, size.patch(), size.patch()));
    TensorSpec bias = new TensorSpec("patch_embed.proj.bias", !kind.isClip(), d);
    parts.add(new Part(Part.Kind.PLAIN, List.of(bias)));
    parts.add(positions());
    if (kind.isClip()) {
      parts.addAll(Part.layer("norm_pre", d));
    }
    for (int block = 0; block < size.depth(); block++) {
      String of = "blocks." + block + ".";
      parts.addAll(Part.layer(of + "norm1", d));
      parts.addAll(Part.layer(of + "attn.qkv", 3L * d, d));
      parts.addAll(added(of + "attn.proj", of + "ls1.gamma", d));
      parts.addAll(Part.layer(of + "norm2", d));
      parts.addAll(Part.layer(of + "mlp.fc1", 4L * d, d));
      parts.addAll(added(of + "mlp.fc2", of + "ls2.gamma", 4L * d));
    }
    parts.addAll(Part.layer("norm", d));
    if (kind.isClip()) {
      parts.add(Part.plain("head.weight", kind.projection(), d));
      TensorSpec headBias = TensorSpec.optional("head.bias", kind.projection());
      parts.add(new Part(Part.Kind.PLAIN, List.of(headBias)));
    }
    return parts;
  }

  private Part positions() {
    int d = size.width();
    int registers = kind.registers();
    long places = (long) grid * grid + (registers > 0 ? 0 : 1);
    return new Part(
        Part.Kind.POSITIONS,
        List.of(
            new TensorSpec("cls_token", true, 1, 1, d),
            new TensorSpec("reg_token", registers > 0, 1, registers, d),
            new TensorSpec("pos_embed", true, 1, places, d)));
  }

  /** A layer whose outputs are added to the tokens. */
  private List<Part> added(String layer, String factor, long inputs) {
    return kind.layerScale()
        ? List.of(Part.scaled(layer, factor, size.width(), inputs))
        : Part.layer(layer, size.width(), inputs);
  }

  @Override
  public NamedTensors renamed(NamedTensors tensors) {
    return kind.isClip() ? OpenClipTensors.of(tensors) : tensors;
  }

  @Override
  public boolean ignores(String tensor) {
    return tensor.startsWith("head.") || tensor.equals("mask_token");
  }

  @Override
  public Map<String, Integer> outputs() {
    int d = size.width();
    Map<String, Integer> outputs = new LinkedHashMap<>();
    for (int block = 1; block <= size.depth(); block++) {
      outputs.put("block" + block, d);
    }
    if (size.depth() >= 4) {
      outputs.put("last4", 5 * d);
    }
    outputs.put("mean", d);
    outputs.put("class-mean", 2 * d);
    outputs.put("class", d);
    if (kind.isClip()) {
      outputs.put("projected", kind.projection());
    }
    return Collections.unmodifiableMap(outputs);
  }

  @Override
  public String defaultOutput() {
    return kind.isClip() ? "projected" : "class";
  }

  @Override
  public long[] codes(List<String> outputs) {
    return outputs.stream().mapToLong(Vit::code).toArray();
  }

  private static long code(String output) {
    return switch (output) {
      case "class" -> 0;
      case "class-mean" -> -1;
      case "mean" -> -2;
      case "last4" -> -3;
      case "projected" -> -4;
      default -> Long.parseLong(output.substring("block".length()));
    };
  }

  @Override
  public long[] numbers() {
    return new long[] {
      size.depth(),
      size.width() / HEAD,
      size.patch(),
      kind.isClip() ? 1 : 0,
      kind.quickGelu() ? 1 : 0
    };
  }

  @Override
  public String program() {
    return "/io/headstart/backbone/vit/vit";
  }

  @Override
  public int grid(int imageSize) {
    if (imageSize % size.patch() != 0) {
      int below = Math.max(1, imageSize / size.patch()) * size.patch();
      throw Failure.usage("%s takes images in patches of %d pixels", name, size.patch())
          .received("features.image-size: %d", imageSize)
          .accepted("a multiple of %d", size.patch())
          .next("set features.image-size to %d or %d", below, below + size.patch())
          .build();
    }
    return imageSize / size.patch();
  }
}
