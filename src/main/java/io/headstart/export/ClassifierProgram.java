package io.headstart.export;

import io.headstart.backbone.Preprocessing;
import io.headstart.checkpoint.Head;
import io.headstart.engine.ModuleArchive.Instance;
import io.headstart.engine.TorchScript;
import io.headstart.model.MlpShape;
import io.headstart.safetensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A classifier as a TorchScript module: its text, and the object with its tensors.
 *
 * <p>Methods: {@code forward(uint8 [N, H, W, 3])} and {@code prepared(float32 [N, 3, side, side])},
 * which takes what is resized and normalized already and knows no views, give probabilities [N, C];
 * {@code calibrated(uint8 [N, H, W, 3])}, where the head is, gives calibrated ones.
 *
 * @param code the classes {@code Kernels}, the network, and {@code Classifier}
 * @param root the instance of {@code Classifier}
 */
public record ClassifierProgram(String code, Instance root) {
  private static final String METHODS = "/io/headstart/export/classifier.torchscript";

  /**
   * The smallest normal float32: no probability is taken for smaller, as {@code HeadScorer} has it.
   */
  private static final float LEAST = Float.MIN_NORMAL;

  /** Writes the program of a classifier. */
  public static ClassifierProgram of(PortableClassifier classifier) {
    return new Writing(classifier).program();
  }

  /** Collects text and tensors. */
  private static final class Writing {
    private final PortableClassifier classifier;
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    Writing(PortableClassifier classifier) {
      this.classifier = classifier;
    }

    ClassifierProgram program() {
      weights();
      normalized();
      probabilities();
      for (int v = 0; v < classifier.views().size(); v++) {
        view(v, classifier.views().get(v));
      }
      forward();
      classifier.calibration().ifPresent(by -> calibrated());
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("training", false);
      attributes.put("classes", classifier.classes());
      attributes.put("licence", classifier.network().licence());
      attributes.put("manifest", classifier.notes().getOrDefault("manifest.json", ""));
      attributes.putAll(thresholds());
      attributes.put("network", new Instance("Kernels", Map.of("training", false)));
      attributes.putAll(buffers);
      String code = classifier.network().program() + "\n" + header() + methods() + text;
      return new ClassifierProgram(code, new Instance("Classifier", attributes));
    }

    /** Returns how answers can be trusted, as far as it is known. */
    private Map<String, Double> thresholds() {
      Map<String, Double> thresholds = new LinkedHashMap<>();
      classifier
          .calibration()
          .ifPresent(
              by -> {
                thresholds.put("temperature", by.temperature().value());
                by.leastConfidence().ifPresent(v -> thresholds.put("least_confidence", v));
              });
      return thresholds;
    }

    private static String methods() {
      return TorchScript.text(METHODS);
    }

    private String header() {
      StringBuilder header =
          new StringBuilder("class Classifier(Module):\n  __parameters__ = []\n");
      header.append(
          buffers.keySet().stream()
              .map(name -> "\"" + name + "\", ")
              .collect(Collectors.joining("", "  __buffers__ = [", "]\n")));
      header.append(
          "  training : bool\n  classes : List[str]\n  licence : str\n  manifest : str\n");
      thresholds().keySet().forEach(name -> header.append("  " + name + " : float\n"));
      header.append("  network : __torch__.Kernels\n");
      buffers.keySet().forEach(name -> header.append("  ").append(name).append(" : Tensor\n"));
      return header.toString();
    }

    private void method(String comment, String name, String argument, String type) {
      text.append("\n  # ").append(comment).append("\n  def ").append(name);
      text.append("(self: __torch__.Classifier");
      if (!argument.isEmpty()) {
        text.append(", ").append(argument).append(": Tensor");
      }
      text.append(") -> ").append(type).append(":\n");
    }

    private void line(String statement) {
      text.append("    ").append(statement).append('\n');
    }

    private String buffer(String name, Tensor tensor) {
      String attribute = name.replaceAll("[^A-Za-z0-9]", "_");
      buffers.put(attribute, tensor);
      return "self." + attribute;
    }

    private void weights() {
      List<String> names = new ArrayList<>();
      classifier
          .network()
          .weights()
          .forEach((name, tensor) -> names.add(buffer("network." + name, tensor)));
      method("The network's, in the order it takes them.", "weights", "", "List[Tensor]");
      line("return [%s]".formatted(String.join(", ", names)));
    }

    private void normalized() {
      method(
          "Whole numbers 0..255 [N, 3, side, side] -> what the network takes.",
          "normalized",
          "x",
          "Tensor");
      if (classifier.network().preprocessing().isPresent()) {
        Preprocessing first = classifier.network().preprocessing().get();
        int side = classifier.square().side();
        first.resampling(side).ifPresent(matrix -> resampled(matrix, side, first.imageSize()));
        float[] shift = new float[3];
        float[] scale = new float[3];
        for (int c = 0; c < 3; c++) {
          shift[c] = (float) (255 * first.normalization().mean().get(c));
          scale[c] = (float) (1 / (255 * first.normalization().deviation().get(c)));
        }
        line(
            "x = (x - %s) * %s"
                .formatted(
                    buffer("normalization.shift", Tensor.of(shift, 3, 1, 1)),
                    buffer("normalization.scale", Tensor.of(scale, 3, 1, 1))));
        if (first.resampling(side).isEmpty() && first.imageSize() != side) {
          line(
              "x = torch.upsample_bilinear2d(x, [%1$d, %1$d], False, None)"
                  .formatted(first.imageSize()));
        }
        line("x = torch.contiguous(x, memory_format=2)");
      }
      line("return x");
    }

    /** Cubic interpolation overshoots: what no pixel could become is cut off. */
    private void resampled(float[] matrix, int from, int to) {
      float[] transposed = new float[matrix.length];
      for (int row = 0; row < from; row++) {
        for (int column = 0; column < to; column++) {
          transposed[column * from + row] = matrix[row * to + column];
        }
      }
      line(
          "x = torch.matmul(%s, torch.matmul(x, %s))"
              .formatted(
                  buffer("resampling.rows", Tensor.of(transposed, to, from)),
                  buffer("resampling.columns", Tensor.of(matrix, from, to))));
      line("x = torch.clamp(x, 0., 255.)");
    }

    private void probabilities() {
      method(
          "What the network takes -> probabilities [N, C], for one view.",
          "prepared",
          "images",
          "Tensor");
      line("layers = annotate(List[int], [%s])".formatted(list(classifier.network().layers())));
      String numbers =
          classifier.network().numbers().map(given -> "[%s], ".formatted(list(given))).orElse("");
      line("x = self.network.features(images, self.weights(), %slayers)".formatted(numbers));
      Map<String, Tensor> tensors = classifier.head().tensors();
      transform(tensors);
      MlpShape shape = classifier.head().shape();
      for (MlpShape.Layer layer : shape.layout()) {
        String product =
            "torch.linear(x, %s, %s)"
                .formatted(
                    buffer(
                        "head." + layer.name() + ".weight", tensors.get(layer.name() + ".weight")),
                    buffer("head." + layer.name() + ".bias", tensors.get(layer.name() + ".bias")));
        line(
            (layer.index() + 1 < shape.layers() ? "x = torch.relu(%s)" : "x = %s")
                .formatted(product));
      }
      line("return torch.softmax(x, 1)");
    }

    private static String list(long[] values) {
      return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    private void transform(Map<String, Tensor> tensors) {
      Map<String, String> uses = new LinkedHashMap<>();
      if (classifier.head().transform().squareRoot()) {
        line("x = torch.mul(torch.sign(x), torch.sqrt(torch.abs(x)))");
      }
      uses.put(Head.MEAN, "x = x - %s");
      uses.put(Head.SCALE, "x = x * %s");
      uses.put(Head.COMPONENTS, "x = torch.linear(x, %s, None)");
      uses.forEach(
          (name, use) -> {
            if (tensors.containsKey(name)) {
              line(use.formatted(buffer(name, tensors.get(name))));
            }
          });
    }

    private void view(int number, FixedView view) {
      String name = "view" + (number + 1);
      method("Of a square, a view.", name, "x", "Tensor");
      int step = 0;
      for (FixedView.Step one : view.steps()) {
        String prefix = name + "." + step++;
        if (one instanceof FixedView.Move move) {
          line(
              "x = self.moved(x, %s, %s)"
                  .formatted(
                      buffer(prefix + ".sources", Tensor.of(move.sources(), move.sources().length)),
                      buffer(prefix + ".shown", Tensor.of(move.shown(), move.shown().length))));
        } else if (one instanceof FixedView.Table table) {
          line(
              "x = self.mapped(x, %s)"
                  .formatted(
                      buffer(prefix + ".table", Tensor.of(table.values(), table.values().length))));
        }
      }
      line("return x");
    }

    private void forward() {
      method(
          "uint8 [N, H, W, 3], red first -> probabilities [N, C].", "forward", "pixels", "Tensor");
      int mode =
          switch (classifier.square().resize()) {
            case STRETCH -> 0;
            case CROP -> 1;
            case PAD -> 2;
          };
      line("x = self.square(pixels, %d, %d)".formatted(classifier.square().side(), mode));
      int count = classifier.views().size();
      String sum =
          IntStream.rangeClosed(1, count)
              .mapToObj("self.prepared(self.normalized(self.view%d(x)))"::formatted)
              .collect(Collectors.joining(" + "));
      line((count == 1 ? "return %s" : "return (%s) / %d").formatted(sum, count));
    }

    private void calibrated() {
      method("Probabilities [N, C] -> calibrated ones.", "scaled", "x", "Tensor");
      line(
          "scores = torch.log(torch.clamp(x, %s))"
              .formatted(Double.toString(LEAST).replace("E", "e")));
      line("return torch.softmax(scores / self.temperature, 1)");
      method(
          "uint8 [N, H, W, 3], red first -> calibrated probabilities [N, C].",
          "calibrated",
          "pixels",
          "Tensor");
      line("return self.scaled(self.forward(pixels))");
    }
  }
}
