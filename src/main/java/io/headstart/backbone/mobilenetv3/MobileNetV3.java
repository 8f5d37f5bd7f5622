package io.headstart.backbone.mobilenetv3;

import io.headstart.backbone.Architecture;
import io.headstart.backbone.weights.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A MobileNetV3 (Howard et al. 2019) in numbers.
 *
 * @param name as timm calls it
 * @param stages blocks of each
 * @param last channels of the last convolution
 * @param head features that the head makes of them
 */
public record MobileNetV3(String name, List<List<Block>> stages, int last, int head)
    implements Architecture {
  /** Channels after the first convolution. */
  private static final int FIRST = 16;

  /**
   * An inverted bottleneck.
   *
   * @param expanded channels inside; 0 when its input is not expanded
   * @param outputs channels
   * @param kernel pixels a side
   * @param stride 1 or 2
   * @param squeezed channels of its squeeze and excitation, 0 for none
   * @param hard whether hard-swish stands for ReLU
   */
  public record Block(
      int expanded, int outputs, int kernel, int stride, int squeezed, boolean hard) {
    boolean expands() {
      return expanded > 0;
    }
  }

  /** As in table 1 of the paper; channels squeezed as timm rounds them. */
  public static final MobileNetV3 LARGE =
      new MobileNetV3(
          "mobilenetv3_large_100",
          List.of(
              List.of(new Block(0, 16, 3, 1, 0, false)),
              List.of(new Block(64, 24, 3, 2, 0, false), new Block(72, 24, 3, 1, 0, false)),
              List.of(
                  new Block(72, 40, 5, 2, 24, false),
                  new Block(120, 40, 5, 1, 32, false),
                  new Block(120, 40, 5, 1, 32, false)),
              List.of(
                  new Block(240, 80, 3, 2, 0, true),
                  new Block(200, 80, 3, 1, 0, true),
                  new Block(184, 80, 3, 1, 0, true),
                  new Block(184, 80, 3, 1, 0, true)),
              List.of(new Block(480, 112, 3, 1, 120, true), new Block(672, 112, 3, 1, 168, true)),
              List.of(
                  new Block(672, 160, 5, 2, 168, true),
                  new Block(960, 160, 5, 1, 240, true),
                  new Block(960, 160, 5, 1, 240, true))),
          960,
          1280);

  @Override
  public String family() {
    return "mobilenetv3";
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.convolution("conv_stem", "bn1", FIRST, 3, 3, 3));
    int inputs = FIRST;
    for (int stage = 0; stage < stages.size(); stage++) {
      for (int block = 0; block < stages.get(stage).size(); block++) {
        Block numbers = stages.get(stage).get(block);
        parts.addAll(parts("blocks.%d.%d.".formatted(stage, block), inputs, numbers));
        inputs = numbers.outputs();
      }
    }
    String at = "blocks.%d.0.".formatted(stages.size());
    parts.add(Part.convolution(at + "conv", at + "bn1", last, inputs, 1, 1));
    parts.addAll(Part.layer("conv_head", head, last, 1, 1));
    return parts;
  }

  private static List<Part> parts(String at, int inputs, Block block) {
    List<Part> parts = new ArrayList<>();
    int inner = block.expands() ? block.expanded() : inputs;
    int norm = 1;
    if (block.expands()) {
      parts.add(Part.convolution(at + "conv_pw", at + "bn" + norm++, inner, inputs, 1, 1));
    }
    int side = block.kernel();
    parts.add(Part.convolution(at + "conv_dw", at + "bn" + norm++, inner, 1, side, side));
    if (block.squeezed() > 0) {
      parts.addAll(Part.layer(at + "se.conv_reduce", block.squeezed(), inner, 1, 1));
      parts.addAll(Part.layer(at + "se.conv_expand", inner, block.squeezed(), 1, 1));
    }
    String projection = block.expands() ? "conv_pwl" : "conv_pw";
    parts.add(Part.convolution(at + projection, at + "bn" + norm, block.outputs(), inner, 1, 1));
    return parts;
  }

  @Override
  public boolean ignores(String tensor) {
    return tensor.startsWith("classifier.") || tensor.endsWith(".num_batches_tracked");
  }

  @Override
  public Map<String, Integer> outputs() {
    Map<String, Integer> outputs = new LinkedHashMap<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      List<Block> blocks = stages.get(stage);
      outputs.put("stage" + (stage + 1), blocks.get(blocks.size() - 1).outputs());
    }
    outputs.put("stage" + (stages.size() + 1), last);
    outputs.put("pooled", head);
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
    LongStream.Builder numbers = LongStream.builder();
    int inputs = FIRST;
    for (int stage = 0; stage < stages.size(); stage++) {
      List<Block> blocks = stages.get(stage);
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        boolean skips = block.stride() == 1 && block.outputs() == inputs;
        numbers.add(block.kernel()).add(block.stride()).add(block.expands() ? 1 : 0);
        numbers.add(block.squeezed() > 0 ? 1 : 0).add(block.hard() ? 1 : 0).add(skips ? 1 : 0);
        numbers.add(i + 1 == blocks.size() ? stage + 1 : 0);
        inputs = block.outputs();
      }
    }
    return numbers.build().toArray();
  }

  @Override
  public String program() {
    return "/io/headstart/backbone/mobilenetv3/mobilenetv3";
  }
}
