package io.headstart.backbone.vit;

import io.headstart.backbone.weights.NamedTensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The image side of a CLIP as OpenAI and open_clip name its tensors, by timm's names; the text side
 * is left out. As timm's {@code _convert_openai_clip}.
 */
final class OpenClipTensors implements NamedTensors {
  private static final String IMAGE_SIDE = "visual.";
  private static final String CLASS = "visual.class_embedding";
  private static final String PROJECTION = "head.weight";

  private final NamedTensors tensors;
  private final Map<String, String> names = new LinkedHashMap<>();

  private OpenClipTensors(NamedTensors tensors) {
    this.tensors = tensors;
    for (String name : tensors.names()) {
      if (name.startsWith(IMAGE_SIDE)) {
        names.put(renamed(name.substring(IMAGE_SIDE.length())), name);
      }
    }
  }

  /** Returns the tensors by timm's names where they have the others, else as they are. */
  static NamedTensors of(NamedTensors tensors) {
    return tensors.names().contains(CLASS) ? new OpenClipTensors(tensors) : tensors;
  }

  private static String renamed(String name) {
    return switch (name) {
      case "class_embedding" -> "cls_token";
      case "positional_embedding" -> "pos_embed";
      case "proj" -> PROJECTION;
      default ->
          name.replace("conv1.", "patch_embed.proj.")
              .replace("transformer.resblocks.", "blocks.")
              .replace("ln_pre.", "norm_pre.")
              .replace("ln_post.", "norm.")
              .replace("ln_", "norm")
              .replace("in_proj_", "qkv.")
              .replace("out_proj.", "proj.")
              .replace("mlp.c_fc.", "mlp.fc1.")
              .replace("mlp.c_proj.", "mlp.fc2.");
    };
  }

  @Override
  public String source() {
    return tensors.source();
  }

  @Override
  public Set<String> names() {
    return names.keySet();
  }

  @Override
  public long[] shape(String name) {
    long[] shape = tensors.shape(names.get(name));
    if (name.equals("cls_token") && shape.length == 1) {
      return new long[] {1, 1, shape[0]};
    } else if (name.equals("pos_embed") && shape.length == 2) {
      return new long[] {1, shape[0], shape[1]};
    } else if (name.equals(PROJECTION) && shape.length == 2) {
      return new long[] {shape[1], shape[0]};
    }
    return shape;
  }

  @Override
  public float[] floats(String name) {
    float[] values = tensors.floats(names.get(name));
    if (!name.equals(PROJECTION)) {
      return values;
    }
    int outputs = (int) shape(name)[0];
    int inputs = values.length / outputs;
    float[] turned = new float[values.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        turned[o * inputs + i] = values[i * outputs + o];
      }
    }
    return turned;
  }
}
