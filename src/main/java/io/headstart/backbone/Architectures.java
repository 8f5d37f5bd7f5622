package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.backbone.convnext.ConvNeXtFamily;
import io.headstart.backbone.mobilenetv3.MobileNetV3Family;
import io.headstart.backbone.resnet.ResNetFamily;
import io.headstart.backbone.vit.VitFamily;
import io.headstart.backbone.weights.Fit;
import io.headstart.backbone.weights.NamedTensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The networks that are known by name: the one place that lists their tables. */
public final class Architectures {
  private static final List<Architecture> ALL =
      Stream.of(
              ResNetFamily.architectures(),
              VitFamily.family().architectures(),
              ConvNeXtFamily.family().architectures(),
              MobileNetV3Family.family().architectures())
          .flatMap(List::stream)
          .toList();

  /** Tensors that only one kind of network has, the more particular first. */
  private static final Map<String, String> SIGNS = signs();

  private Architectures() {}

  private static Map<String, String> signs() {
    Map<String, String> signs = new LinkedHashMap<>();
    signs.put("layer1.0.conv3.weight", "a resnet of bottlenecks");
    signs.put("layer1.0.conv1.weight", "a resnet");
    signs.put("blocks.0.0.conv_dw.weight", "a mobilenetv3 or efficientnet by timm's names");
    signs.put("stages.0.blocks.0.conv_dw.weight", "a convnext");
    signs.put("stages.0.blocks.0.grn.weight", "a convnextv2");
    signs.put("visual.layer1.0.conv1.weight", "the resnet of a CLIP");
    signs.put("visual.class_embedding", "a vit of CLIP by OpenAI's names");
    signs.put(
        "vision_model.embeddings.class_embedding",
        "CLIP by the names of transformers, which timm has under other ones");
    signs.put(
        "embeddings.cls_token",
        "a vit by the names of transformers, which timm has under other ones");
    signs.put(
        "encoder.layers.encoder_layer_0.ln_1.weight",
        "a vit by torchvision's names, which timm has under other ones");
    signs.put("layers.0.blocks.0.attn.relative_position_bias_table", "a swin transformer");
    signs.put("reg_token", "a vit of DINOv2 with registers");
    signs.put("register_tokens", "a vit of DINOv2 with registers by Facebook's names");
    signs.put("norm_pre.weight", "a vit of CLIP");
    signs.put("blocks.0.ls1.gamma", "a vit of DINOv2");
    signs.put("blocks.0.attn.qkv.weight", "a vit");
    signs.put(
        "features.0.0.weight", "a mobilenet, efficientnet or convnext by torchvision's names");
    return signs;
  }

  /** Returns the one of that name. */
  public static Optional<Architecture> named(String name) {
    return ALL.stream().filter(architecture -> architecture.name().equals(name)).findFirst();
  }

  /** Returns what network tensors seem to be of, in words, such as {@code resnet50}. */
  public static Optional<String> recognize(NamedTensors tensors) {
    Set<String> names = tensors.names();
    return ALL.stream()
        .filter(one -> Fit.of(one.renamed(tensors), one.parts(), one::ignores).isWhole())
        .map(Architecture::name)
        .findFirst()
        .or(
            () ->
                SIGNS.entrySet().stream()
                    .filter(sign -> names.contains(sign.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  /**
   * Does nothing when a network can be made of the tensors.
   *
   * @throws Failure that names what is missing, surplus or of another shape, and the network they
   *     seem to be of
   */
  public static void requireFit(Architecture wanted, NamedTensors tensors) {
    Fit fit = Fit.of(wanted.renamed(tensors), wanted.parts(), wanted::ignores);
    if (fit.isWhole()) {
      return;
    }
    Optional<String> seen = recognize(tensors);
    throw Failure.run("the weights are not those of %s", wanted.name())
        .received(
            "%s: %s; it seems to be %s",
            tensors.source(), fit.text(), seen.orElse("a network that is not known"))
        .accepted(
            "the tensors of %s by timm's names, as %s has them",
            wanted.name(), wanted.family().equals("resnet") ? "torchvision too" : "its hub")
        .next(
            "%s",
            seen.flatMap(Architectures::named)
                .map(right -> "set features.backbone to " + right.name())
                .orElse("set features.weights to a file of " + wanted.name()))
        .build();
  }
}
