package io.headstart.backbone.resnet;

import io.headstart.RandomStream;
import io.headstart.backbone.torchscript.TorchArchive;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The 20 convolutions of ResNet-18 in the order they run (a block's shortcut after its second
 * convolution), each with its batch norm folded in.
 */
record ResNet18Weights(List<Convolution> convolutions) {
  /** Added to the variance by torch.nn.BatchNorm2d. */
  private static final double EPSILON = 1e-5;

  /**
   * A convolution with a bias.
   *
   * @param outputs channels going out
   * @param inputs channels coming in
   * @param side of the square kernel
   * @param weight [outputs, inputs, side, side]
   * @param bias [outputs]
   */
  record Convolution(int outputs, int inputs, int side, float[] weight, float[] bias) {}

  private record Size(int outputs, int inputs, int side) {}

  /** Returns the channels that a stage puts out, of 1 to 4. */
  static int channels(int stage) {
    return 32 << stage;
  }

  private static List<Size> sizes() {
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

  /**
   * Reads the weights of a traced ResNet-18, whatever its attributes are called: convolutions must
   * come in the order of torchvision's modules with its sizes, each followed by its batch norm.
   *
   * @return nothing when the archive holds another network
   */
  static Optional<ResNet18Weights> read(Path file) {
    TorchArchive archive = TorchArchive.open(file);
    List<String> kernels =
        archive.tensors().entrySet().stream()
            .filter(tensor -> tensor.getValue().shape().length == 4)
            .map(Map.Entry::getKey)
            .toList();
    List<Size> sizes = sizes();
    if (kernels.size() != sizes.size()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>(archive.tensors().keySet());
    List<Convolution> convolutions = new ArrayList<>();
    try {
      for (int i = 0; i < kernels.size(); i++) {
        long[] shape = archive.tensors().get(kernels.get(i)).shape();
        Size size = sizes.get(i);
        if (shape[0] != size.outputs() || shape[1] != size.inputs() || shape[2] != size.side()) {
          return Optional.empty();
        }
        int from = names.indexOf(kernels.get(i));
        int to = i + 1 < kernels.size() ? names.indexOf(kernels.get(i + 1)) : names.size();
        Optional<Convolution> folded = fold(archive, size, names.subList(from, to));
        if (folded.isEmpty()) {
          return Optional.empty();
        }
        convolutions.add(folded.get());
      }
    } catch (IOException e) {
      throw TorchArchive.notAModule(file, e);
    }
    return Optional.of(new ResNet18Weights(convolutions));
  }

  /**
   * Folds y = gamma * (conv(x) + bias - mean) / sqrt(var + epsilon) + beta into one convolution.
   */
  private static Optional<Convolution> fold(TorchArchive archive, Size size, List<String> group)
      throws IOException {
    List<String> vectors =
        group.stream()
            .filter(name -> archive.tensors().get(name).shape().length == 1)
            .filter(name -> archive.tensors().get(name).shape()[0] == size.outputs())
            .toList();
    if (vectors.size() > 5) {
      return Optional.empty();
    }
    List<String> wanted = new ArrayList<>(vectors);
    wanted.add(group.get(0));
    Map<String, float[]> values = archive.floats(wanted);
    float[] weight = values.get(group.get(0));
    String own = group.get(0).substring(0, group.get(0).length() - "weight".length()) + "bias";
    float[] bias = values.getOrDefault(own, new float[size.outputs()]);
    float[] gamma = vector(values, vectors, own, ".weight");
    float[] beta = vector(values, vectors, own, ".bias");
    float[] mean = vector(values, vectors, own, ".running_mean");
    float[] variance = vector(values, vectors, own, ".running_var");
    if (mean.length == 0 && gamma.length == 0) {
      return Optional.of(new Convolution(size.outputs(), size.inputs(), size.side(), weight, bias));
    }
    if (mean.length == 0 || variance.length == 0 || gamma.length == 0 || beta.length == 0) {
      return Optional.empty();
    }
    int perOutput = weight.length / size.outputs();
    float[] foldedWeight = new float[weight.length];
    float[] foldedBias = new float[bias.length];
    for (int o = 0; o < size.outputs(); o++) {
      double factor = gamma[o] / Math.sqrt(variance[o] + EPSILON);
      for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
        foldedWeight[i] = (float) (weight[i] * factor);
      }
      foldedBias[o] = (float) ((bias[o] - mean[o]) * factor + beta[o]);
    }
    return Optional.of(
        new Convolution(size.outputs(), size.inputs(), size.side(), foldedWeight, foldedBias));
  }

  private static float[] vector(
      Map<String, float[]> values, List<String> names, String except, String suffix) {
    return names.stream()
        .filter(name -> name.endsWith(suffix) && !name.equals(except))
        .findFirst()
        .map(values::get)
        .orElse(new float[0]);
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
