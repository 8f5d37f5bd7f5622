package io.headstart.backbone.resnet;

import io.headstart.backbone.resnet.ResNet18Weights.Size;
import io.headstart.backbone.torchscript.TorchArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TorchScript archive with the weights of a ResNet-18, whatever its attributes are called:
 * convolutions come in the order of torchvision's modules with its sizes, each followed by its
 * batch norm or none. Read as data: none of its code is run.
 */
final class ResNet18File {
  /** Added to the variance by torch.nn.BatchNorm2d. */
  static final double EPSILON = 1e-5;

  /** The names of a batch norm's tensors. */
  record Norm(String gamma, String beta, String mean, String variance) {
    List<String> all() {
      return List.of(gamma, beta, mean, variance);
    }
  }

  /** The names of the tensors of a convolution and its batch norm. */
  record Layer(Size size, String kernel, Optional<String> bias, Optional<Norm> norm) {
    List<String> names() {
      List<String> names = new ArrayList<>(List.of(kernel));
      bias.ifPresent(names::add);
      norm.ifPresent(all -> names.addAll(all.all()));
      return names;
    }
  }

  private final Path file;
  private final TorchArchive archive;
  private final List<Layer> layers;

  private ResNet18File(Path file, TorchArchive archive, List<Layer> layers) {
    this.file = file;
    this.archive = archive;
    this.layers = layers;
  }

  /**
   * Opens an archive.
   *
   * @return nothing when it holds weights of other sizes
   * @throws io.headstart.Failure when it is no TorchScript archive
   */
  static Optional<ResNet18File> open(Path file) {
    TorchArchive archive = TorchArchive.open(file);
    List<String> names = new ArrayList<>(archive.tensors().keySet());
    List<String> kernels = names.stream().filter(name -> shape(archive, name).length == 4).toList();
    List<Size> sizes = ResNet18Weights.sizes();
    if (kernels.size() != sizes.size()) {
      return Optional.empty();
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      long[] shape = shape(archive, kernels.get(i));
      Size size = sizes.get(i);
      int from = names.indexOf(kernels.get(i));
      int to = i + 1 < kernels.size() ? names.indexOf(kernels.get(i + 1)) : names.size();
      Optional<Layer> layer = layer(archive, size, names.subList(from, to));
      if (layer.isEmpty() || !liesPlain(archive, layer.get())) {
        return Optional.empty();
      }
      boolean fits =
          shape[0] == size.outputs()
              && shape[1] == size.inputs()
              && shape[2] == size.side()
              && shape[3] == size.side();
      if (!fits) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return Optional.of(new ResNet18File(file, archive, layers));
  }

  private static long[] shape(TorchArchive archive, String name) {
    return archive.tensors().get(name).shape();
  }

  /** Returns whether the numbers can be taken as they lie in the file. */
  private static boolean liesPlain(TorchArchive archive, Layer layer) {
    return layer.names().stream()
        .map(archive.tensors()::get)
        .allMatch(place -> place.type().equals("FloatStorage") && place.isContiguous());
  }

  private static Optional<Layer> layer(TorchArchive archive, Size size, List<String> group) {
    String kernel = group.get(0);
    List<String> vectors =
        group.stream()
            .filter(name -> shape(archive, name).length == 1)
            .filter(name -> shape(archive, name)[0] == size.outputs())
            .toList();
    if (vectors.size() > 5 || !kernel.endsWith("weight")) {
      return Optional.empty();
    }
    String own = kernel.substring(0, kernel.length() - "weight".length()) + "bias";
    List<String> others = vectors.stream().filter(name -> !name.equals(own)).toList();
    Optional<String> gamma = named(others, ".weight");
    Optional<String> beta = named(others, ".bias");
    Optional<String> mean = named(others, ".running_mean");
    Optional<String> variance = named(others, ".running_var");
    Optional<String> bias = vectors.stream().filter(own::equals).findFirst();
    if (mean.isEmpty() && gamma.isEmpty()) {
      return Optional.of(new Layer(size, kernel, bias, Optional.empty()));
    }
    if (gamma.isEmpty() || beta.isEmpty() || mean.isEmpty() || variance.isEmpty()) {
      return Optional.empty();
    }
    Norm norm = new Norm(gamma.get(), beta.get(), mean.get(), variance.get());
    return Optional.of(new Layer(size, kernel, bias, Optional.of(norm)));
  }

  private static Optional<String> named(List<String> names, String suffix) {
    return names.stream().filter(name -> name.endsWith(suffix)).findFirst();
  }

  /** Returns whether its code, too, is that of ResNet-18. */
  boolean isPlain() {
    return ResNet18Code.isIn(archive, layers);
  }

  /**
   * Reads the weights.
   *
   * @throws io.headstart.Failure when they are damaged, or not contiguous float32
   */
  ResNet18Weights weights() {
    List<Convolution> convolutions = new ArrayList<>();
    try {
      for (Layer layer : layers) {
        convolutions.add(fold(layer));
      }
    } catch (IOException e) {
      throw TorchArchive.notAModule(file, e);
    }
    return new ResNet18Weights(convolutions);
  }

  /**
   * Folds y = gamma * (conv(x) + bias - mean) / sqrt(var + epsilon) + beta into one convolution.
   */
  private Convolution fold(Layer layer) throws IOException {
    Map<String, float[]> values = archive.floats(layer.names());
    Size size = layer.size();
    float[] weight = values.get(layer.kernel());
    float[] bias = layer.bias().map(values::get).orElse(new float[size.outputs()]);
    if (layer.norm().isEmpty()) {
      return new Convolution(size.outputs(), size.inputs(), size.side(), weight, bias);
    }
    float[] gamma = values.get(layer.norm().get().gamma());
    float[] beta = values.get(layer.norm().get().beta());
    float[] mean = values.get(layer.norm().get().mean());
    float[] variance = values.get(layer.norm().get().variance());
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
    return new Convolution(size.outputs(), size.inputs(), size.side(), foldedWeight, foldedBias);
  }
}
