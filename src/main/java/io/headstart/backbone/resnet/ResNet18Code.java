package io.headstart.backbone.resnet;

import io.headstart.backbone.resnet.ResNet18File.Layer;
import io.headstart.backbone.torchscript.CodeReader;
import io.headstart.backbone.torchscript.CodeReader.Term;
import io.headstart.backbone.torchscript.TorchArchive;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an archive's code is ResNet-18 (He et al. 2015), read and not run: weights of the right
 * sizes alone do not make one.
 */
final class ResNet18Code implements CodeReader.Functions {
  private static final double EPSILON = ResNet18File.EPSILON;

  /** A term's name is a number; what it stands for could fill the memory eight blocks later. */
  private final Map<List<Object>, Term> terms = new HashMap<>();

  private ResNet18Code() {}

  /**
   * Returns whether the archive's module computes what ResNet-18 does with these layers.
   *
   * @param layers in the order they run, a block's shortcut after its second convolution
   */
  static boolean isIn(TorchArchive archive, List<Layer> layers) {
    ResNet18Code code = new ResNet18Code();
    Term input = code.term("input");
    return CodeReader.forward(archive, input, code)
        .filter(code.network(input, layers)::equals)
        .isPresent();
  }

  private Term network(Term input, List<Layer> layers) {
    Term x = term("relu", layer(input, layers.get(0), 2, 3));
    x = term("maximum", x);
    int next = 1;
    for (int block = 0; block < 8; block++) {
      boolean narrower = block > 0 && block % 2 == 0;
      Term y = term("relu", layer(x, layers.get(next), narrower ? 2 : 1, 1));
      y = layer(y, layers.get(next + 1), 1, 1);
      if (narrower) {
        x = layer(x, layers.get(next + 2), 2, 0);
      }
      next += narrower ? 3 : 2;
      x = term("relu", sum(x, y));
    }
    return term("mean", x);
  }

  private Term layer(Term x, Layer layer, int stride, int padding) {
    Term bias = layer.bias().map(this::weight).orElse(term("none"));
    Term y = term("convolution", x, weight(layer.kernel()), bias, stride, padding);
    if (layer.norm().isEmpty()) {
      return y;
    }
    ResNet18File.Norm norm = layer.norm().get();
    return term(
        "norm",
        y,
        weight(norm.gamma()),
        weight(norm.beta()),
        weight(norm.mean()),
        weight(norm.variance()));
  }

  private Term sum(Term left, Term right) {
    return left.name().compareTo(right.name()) < 0
        ? term("sum", left, right)
        : term("sum", right, left);
  }

  private Term term(Object... parts) {
    List<Object> made = List.of(parts);
    Term known = terms.get(made);
    if (known == null) {
      known = new Term(Integer.toString(terms.size()));
      terms.put(made, known);
    }
    return known;
  }

  @Override
  public Term weight(String path) {
    return term("weight", path);
  }

  @Override
  public Optional<Term> apply(String name, List<Object> given) {
    if (given.isEmpty() || !(given.get(0) instanceof Term x)) {
      return Optional.empty();
    }
    List<Object> rest = given.subList(1, given.size());
    return switch (name) {
      case "_convolution" ->
          begins(
                  rest.subList(Math.min(4, rest.size()), rest.size()),
                  square(1),
                  false,
                  square(0),
                  1)
              ? convolution(x, rest)
              : Optional.empty();
      case "conv2d" ->
          begins(rest.subList(Math.min(4, rest.size()), rest.size()), square(1), 1)
              ? convolution(x, rest)
              : Optional.empty();
      case "batch_norm" -> norm(x, rest);
      case "relu" -> rest.isEmpty() ? Optional.of(term("relu", x)) : Optional.empty();
      case "add" -> add(x, rest);
      case "max_pool2d" ->
          begins(rest, square(3), square(2), square(1), square(1)) && isFalse(rest, 4)
              ? Optional.of(term("maximum", x))
              : Optional.empty();
      case "adaptive_avg_pool2d" ->
          rest.equals(List.of(square(1))) ? Optional.of(term("mean", x)) : Optional.empty();
      case "mean" ->
          rest.size() < 3 && begins(rest, List.of(2.0, 3.0))
              ? Optional.of(term("mean", x))
              : Optional.empty();
      // Whatever the shape, the numbers of an image stay the same 512.
      case "flatten" -> isMean(x) && begins(rest, 1) ? Optional.of(x) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private boolean isMean(Term x) {
    return terms.entrySet().stream()
        .anyMatch(entry -> entry.getValue().equals(x) && entry.getKey().get(0).equals("mean"));
  }

  /** Takes a kernel, a bias, strides and paddings; whatever follows was looked at. */
  private Optional<Term> convolution(Term x, List<Object> rest) {
    Object bias = rest.get(1).equals(CodeReader.NONE) ? term("none") : rest.get(1);
    for (int stride = 1; stride <= 2; stride++) {
      for (int padding = 0; padding <= 3; padding++) {
        if (rest.get(2).equals(square(stride)) && rest.get(3).equals(square(padding))) {
          return Optional.of(term("convolution", x, rest.get(0), bias, stride, padding));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Term> norm(Term x, List<Object> rest) {
    boolean usual =
        rest.size() == 8
            && rest.get(4).equals(false)
            && rest.get(6) instanceof Double epsilon
            && epsilon == EPSILON;
    return usual
        ? Optional.of(term("norm", x, rest.get(0), rest.get(1), rest.get(2), rest.get(3)))
        : Optional.empty();
  }

  private Optional<Term> add(Term x, List<Object> rest) {
    boolean plain =
        rest.size() == 1
            || (rest.size() == 2 && rest.get(1).equals(new CodeReader.Named("alpha", 1.0)));
    return plain && rest.get(0) instanceof Term y ? Optional.of(sum(x, y)) : Optional.empty();
  }

  private static List<Object> square(int side) {
    return List.of((double) side, (double) side);
  }

  private static boolean isFalse(List<Object> rest, int index) {
    return rest.size() == index || (rest.size() == index + 1 && rest.get(index).equals(false));
  }

  private static boolean begins(List<Object> rest, Object... expected) {
    if (rest.size() < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      Object wanted = expected[i] instanceof Integer whole ? (Object) (double) whole : expected[i];
      if (!rest.get(i).equals(wanted)) {
        return false;
      }
    }
    return true;
  }
}
