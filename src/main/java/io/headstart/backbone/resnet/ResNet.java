package io.headstart.backbone.resnet;

import io.headstart.backbone.Architecture;
import io.headstart.backbone.weights.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ResNet (He et al. 2015) in numbers. Its tensors have the same names in torchvision and timm.
 *
 * @param name as both call it
 * @param blocks of each of the four stages
 * @param bottleneck whether a block has three convolutions instead of two, the last with four times
 *     the channels
 * @param width channels of the first stage; each has twice as many as the one before
 */
public record ResNet(String name, List<Integer> blocks, boolean bottleneck, int width)
    implements Architecture {
  /** The smallest, which has a way of its own; see {@link ResNet18}. */
  public static final ResNet RESNET18 = new ResNet("resnet18", List.of(2, 2, 2, 2), false, 64);

  @Override
  public String family() {
    return "resnet";
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.convolution("conv1", "bn1", width, 3, 7, 7));
    int inputs = width;
    for (int stage = 0; stage < blocks.size(); stage++) {
      int inner = width << stage;
      for (int block = 0; block < blocks.get(stage); block++) {
        String at = "layer%d.%d.".formatted(stage + 1, block);
        int middle = bottleneck ? 1 : 3;
        parts.add(Part.convolution(at + "conv1", at + "bn1", inner, inputs, middle, middle));
        parts.add(Part.convolution(at + "conv2", at + "bn2", inner, inner, 3, 3));
        if (bottleneck) {
          parts.add(Part.convolution(at + "conv3", at + "bn3", channels(stage), inner, 1, 1));
        }
        if (inputs != channels(stage)) {
          String shortcut = at + "downsample.";
          parts.add(
              Part.convolution(shortcut + "0", shortcut + "1", channels(stage), inputs, 1, 1));
        }
        inputs = channels(stage);
      }
    }
    return parts;
  }

  private int channels(int stage) {
    return (width << stage) * (bottleneck ? 4 : 1);
  }

  /**
   * Where a convolution stands.
   *
   * @param reads the convolution whose output it reads, which has been through ReLU and addition;
   *     the first reads the images
   * @param stage 1 to 4, when its output is one of those that are added up through a stage; 0 when
   *     it stays inside a block
   */
  record Place(int reads, int stage) {
    boolean isAdded() {
      return stage > 0;
    }
  }

  /** Returns the places of the convolutions in the order they run, a block's shortcut last. */
  List<Place> places() {
    List<Place> places = new ArrayList<>(List.of(new Place(-1, bottleneck ? 0 : 1)));
    int reads = 0;
    for (int stage = 1; stage <= blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage - 1); block++) {
        places.add(new Place(reads, 0));
        if (bottleneck) {
          places.add(new Place(places.size() - 1, 0));
        }
        int last = places.size();
        places.add(new Place(last - 1, stage));
        if (block == 0 && (stage > 1 || bottleneck)) {
          places.add(new Place(reads, stage));
        }
        reads = last;
      }
    }
    return places;
  }

  @Override
  public boolean ignores(String tensor) {
    return tensor.startsWith("fc.") || tensor.endsWith("num_batches_tracked");
  }

  @Override
  public Map<String, Integer> outputs() {
    Map<String, Integer> outputs = new LinkedHashMap<>();
    for (int stage = 0; stage < blocks.size(); stage++) {
      outputs.put("layer" + (stage + 1), channels(stage));
    }
    return Collections.unmodifiableMap(outputs);
  }

  @Override
  public String defaultOutput() {
    return "layer4";
  }

  @Override
  public long[] codes(List<String> outputs) {
    return outputs.stream().mapToLong(output -> output.charAt(5) - '0').toArray();
  }

  @Override
  public long[] numbers() {
    long[] numbers = new long[5];
    for (int stage = 0; stage < 4; stage++) {
      numbers[stage] = blocks.get(stage);
    }
    numbers[4] = bottleneck ? 3 : 2;
    return numbers;
  }

  @Override
  public String program() {
    return "/io/headstart/backbone/resnet/resnet";
  }
}
