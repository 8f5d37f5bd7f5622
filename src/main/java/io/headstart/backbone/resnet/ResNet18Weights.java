package io.headstart.backbone.resnet;

import io.headstart.RandomStream;
import io.headstart.backbone.NetworkWeights;
import io.headstart.io.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The 20 convolutions of ResNet-18 in the order they run (a block's shortcut after its second
 * convolution), each with its batch norm folded in.
 */
record ResNet18Weights(List<Convolution> convolutions) {
  /** Channels going out and coming in, and the side of the square kernel. */
  record Size(int outputs, int inputs, int side) {}

  /** Returns the channels that a stage puts out, of 1 to 4. */
  static int channels(int stage) {
    return 32 << stage;
  }

  /** Returns the numbers of stages by their names, 1 for the first. */
  static long[] stages(List<String> layers) {
    return layers.stream().mapToLong(layer -> layer.charAt(layer.length() - 1) - '0').toArray();
  }

  /** Returns the sizes of the convolutions in the order they run. */
  static List<Size> sizes() {
    List<Size> sizes = new ArrayList<>(List.of(new Size(64, 3, 7)));
    int inputs = 64;
    for (int stage = 0; stage < 4; stage++) {
      int outputs = channels(stage + 1);
      for (int block = 0; block < 2; block++) {
        sizes.add(new Size(outputs, inputs, 3));
        sizes.add(new Size(outputs, outputs, 3));
        if (inputs != outputs) {
          sizes.add(new Size(outputs, inputs, 1));
        }
        inputs = outputs;
      }
    }
    return sizes;
  }

  /**
   * Draws weights that know nothing (He et al. 2015, normal, fan-out, as torchvision does). The
   * second convolution of each block is scaled down so that activations keep their size through
   * eight additions.
   */
  static ResNet18Weights random(long seed) {
    List<Convolution> convolutions = new ArrayList<>();
    int index = 0;
    int inBlock = 0;
    for (Size size : sizes()) {
      RandomStream random = RandomStream.of(seed, "resnet18", index);
      double deviation = Math.sqrt(2.0 / (size.outputs() * size.side() * size.side()));
      inBlock = index == 0 || size.side() == 1 ? 0 : inBlock + 1;
      if (index > 0 && size.side() == 3 && size.inputs() == size.outputs() && inBlock % 2 == 0) {
        deviation *= 0.5;
      }
      float[] weight = new float[size.outputs() * size.inputs() * size.side() * size.side()];
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (float) (random.nextGaussian() * deviation);
      }
      convolutions.add(
          new Convolution(
              size.outputs(), size.inputs(), size.side(), weight, new float[size.outputs()]));
      index++;
    }
    return new ResNet18Weights(convolutions);
  }

  /** Returns those of a file with the tensors of {@link ResNet#RESNET18}. */
  static ResNet18Weights of(NetworkWeights weights) {
    return new ResNet18Weights(Convolution.of(weights));
  }

  /** Returns a SHA-256 in hexadecimal over all weights and biases in order. */
  String hash() {
    MessageDigest digest = Sha256.digest();
    for (Convolution convolution : convolutions) {
      for (float[] values : List.of(convolution.weight(), convolution.bias())) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
      }
    }
    return Sha256.hex(digest);
  }
}
