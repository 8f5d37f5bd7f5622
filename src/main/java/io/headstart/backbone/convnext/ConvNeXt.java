package io.headstart.backbone.convnext;

import io.headstart.backbone.Architecture;
import io.headstart.backbone.weights.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ConvNeXt (Liu et al. 2022) in numbers.
 *
 * @param name as timm calls it
 * @param blocks of each of the four stages
 * @param width channels of the first stage; each has twice as many as the one before
 */
public record ConvNeXt(String name, List<Integer> blocks, int width) implements Architecture {
  @Override
  public String family() {
    return "convnext";
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.addAll(Part.layer("stem.0", width, 3, 4, 4));
    parts.addAll(Part.layer("stem.1", width));
    for (int stage = 0; stage < blocks.size(); stage++) {
      long c = channels(stage);
      String of = "stages." + stage + ".";
      if (stage > 0) {
        parts.addAll(Part.layer(of + "downsample.0", c / 2));
        parts.addAll(Part.layer(of + "downsample.1", c, c / 2, 2, 2));
      }
      for (int block = 0; block < blocks.get(stage); block++) {
        String at = of + "blocks." + block + ".";
        parts.addAll(Part.layer(at + "conv_dw", c, 1, 7, 7));
        parts.addAll(Part.layer(at + "norm", c));
        parts.addAll(Part.layer(at + "mlp.fc1", 4 * c, c));
        parts.add(Part.scaled(at + "mlp.fc2", at + "gamma", c, 4 * c));
      }
    }
    parts.addAll(Part.layer("head.norm", channels(3)));
    return parts;
  }

  private int channels(int stage) {
    return width << stage;
  }

  @Override
  public boolean ignores(String tensor) {
    return tensor.startsWith("head.fc.");
  }

  @Override
  public Map<String, Integer> outputs() {
    Map<String, Integer> outputs = new LinkedHashMap<>();
    for (int stage = 0; stage < blocks.size(); stage++) {
      outputs.put("stage" + (stage + 1), channels(stage));
    }
    outputs.put("pooled", channels(3));
    return Collections.unmodifiableMap(outputs);
  }

  @Override
  public String defaultOutput() {
    return "pooled";
  }

  @Override
  public long[] codes(List<String> outputs) {
    return outputs.stream()
        .mapToLong(output -> output.equals("pooled") ? 0 : output.charAt(5) - '0')
        .toArray();
  }

  @Override
  public long[] numbers() {
    return blocks.stream().mapToLong(Integer::longValue).toArray();
  }

  @Override
  public String program() {
    return "/io/headstart/backbone/convnext/convnext";
  }
}
