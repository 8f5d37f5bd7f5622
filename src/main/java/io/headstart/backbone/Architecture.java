package io.headstart.backbone;

import io.headstart.backbone.weights.NamedTensors;
import io.headstart.backbone.weights.Part;
import java.util.List;
import java.util.Map;

/**
 * What a network is made of, before any weights: the tensors it needs, the program that runs them
 * and what comes out. A new network of a known kind is a line of numbers in its family's table.
 */
public interface Architecture {
  /** Returns its name, as timm calls it, such as {@code vit_small_patch14_dinov2}. */
  String name();

  /** Returns the family's name in manifests, such as {@code vit}. */
  String family();

  /** Returns the tensors it needs by the names files have, in the order of its program. */
  List<Part> parts();

  /**
   * Returns a file's tensors by the names of {@link #parts} where they have other names that are
   * known.
   */
  default NamedTensors renamed(NamedTensors tensors) {
    return tensors;
  }

  /** Returns whether a file may hold this tensor although it is not needed: a classifier's. */
  boolean ignores(String tensor);

  /** Returns what can be features, inner stages first, with the number of features of each. */
  Map<String, Integer> outputs();

  /** Returns the output that is taken unless another is asked for. */
  String defaultOutput();

  /**
   * Returns the numbers by which the program knows outputs.
   *
   * @param outputs of {@link #outputs()}
   */
  long[] codes(List<String> outputs);

  /** Returns the numbers of the architecture that the program takes. */
  long[] numbers();

  /**
   * Returns the resource with the program's text, without its end: {@code .torchscript} follows for
   * the plain one and {@code -onednn.torchscript} for the one of fused operators.
   */
  String program();

  /**
   * Returns how many position embeddings a side images of that size need; 0 where there are none.
   *
   * @param imageSize pixels a side
   * @throws io.headstart.Failure (usage) when such images cannot be taken
   */
  default int grid(int imageSize) {
    return 0;
  }

  /** Returns how many features these outputs are together. */
  default int width(List<String> wanted) {
    return wanted.stream().mapToInt(outputs()::get).sum();
  }
}
