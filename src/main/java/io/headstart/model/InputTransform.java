package io.headstart.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * What happens to features before the first layer; part of the head, kept in its checkpoint.
 * Statistics come from the training split only.
 *
 * @param squareRoot whether each feature x becomes sign(x) sqrt(|x|), before all else
 * @param mean subtracted from each feature after that: [D]; empty for none
 * @param scale multiplied after that: [D]; empty for none
 * @param components projected on after that: [k, D], row by row, orthonormal rows; empty for none
 */
public record InputTransform(
    boolean squareRoot,
    Optional<float[]> mean,
    Optional<float[]> scale,
    Optional<float[]> components) {
  /** Rows handled at a time, so that a transform needs little memory beside the features. */
  private static final int CHUNK = 8192;

  /** Leaves the features as they are. */
  public static final InputTransform IDENTITY =
      new InputTransform(false, Optional.empty(), Optional.empty(), Optional.empty());

  /** Takes square roots and nothing else. */
  public static final InputTransform SQUARE_ROOT =
      new InputTransform(true, Optional.empty(), Optional.empty(), Optional.empty());

  /** Returns how many features come out for {@code inputs} going in. */
  public int outputs(int inputs) {
    return components.map(c -> c.length / inputs).orElse(inputs);
  }

  /** Returns how many features go in where {@code outputs} come out. */
  public int features(int outputs) {
    return components.map(c -> c.length / outputs).orElse(outputs);
  }

  /** Returns sign(x) sqrt(|x|) of each, in an array of its own. */
  public static NDArray root(NDArray features) {
    return features.sign().muli(features.abs().sqrt());
  }

  /**
   * Transforms features, in place where no components are taken.
   *
   * @param features float [N, D]; must not be used afterwards, unless it is what is returned
   * @return float [N, outputs(D)]
   */
  public NDArray apply(NDArray features) {
    NDManager manager = features.getManager();
    long rows = features.getShape().get(0);
    int inputs = (int) features.getShape().get(1);
    try (NDManager scratch = manager.newSubManager()) {
      NDArray projection =
          components
              .map(c -> scratch.create(c, new Shape(c.length / inputs, inputs)).transpose())
              .orElse(null);
      NDArray shift = mean.map(m -> scratch.create(m, new Shape(1, inputs))).orElse(null);
      NDArray factor = scale.map(s -> scratch.create(s, new Shape(1, inputs))).orElse(null);
      NDArray result =
          projection == null
              ? features
              : manager.create(new Shape(rows, outputs(inputs)), features.getDataType());
      for (long from = 0; from < rows; from += CHUNK) {
        NDIndex part = new NDIndex("{}:{}", from, Math.min(rows, from + CHUNK));
        try (NDManager chunk = scratch.newSubManager()) {
          NDArray view = features.get(chunk, part);
          if (squareRoot) {
            features.set(part, root(view));
          }
          if (shift != null) {
            view.subi(shift);
          }
          if (factor != null) {
            view.muli(factor);
          }
          if (projection != null) {
            NDArray projected = view.matMul(projection);
            projected.attach(chunk);
            result.set(part, projected);
          }
        }
      }
      if (projection != null) {
        features.close();
      }
      return result;
    }
  }
}
