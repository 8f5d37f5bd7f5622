package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.Mlp;
import io.headstart.model.MlpShape;
import java.util.List;

/** Runs a finished head, as DJL's block, over features. */
public final class Evaluator {
  private static final int BATCH = 2000;

  /** The smallest normal float32: no probability is taken for smaller, so that logs are finite. */
  private static final float LEAST = Float.MIN_NORMAL;

  private Evaluator() {}

  /**
   * Returns the logarithms of the class probabilities, which are averaged over the views.
   *
   * @param parameters [P] in the layout of {@link MlpShape#layout()}
   * @param views features of the same images, already through the head's transform
   * @return [N * C], image by image
   */
  public static float[] scores(
      TorchRuntime torch, MlpShape shape, float[] parameters, List<DeviceRows> views) {
    int count = views.get(0).count();
    float[] result = new float[Math.multiplyExact(count, shape.classes())];
    try (NDManager manager = torch.manager().newSubManager()) {
      NDArray flat = manager.create(parameters, new Shape(parameters.length));
      Mlp mlp = new Mlp(shape, 0, flat);
      for (int from = 0; from < count; from += BATCH) {
        int to = Math.min(count, from + BATCH);
        try (NDManager scratch = manager.newSubManager()) {
          NDArray sum = scratch.zeros(new Shape(to - from, shape.classes()));
          for (DeviceRows view : views) {
            NDArray rows = view.array().get(scratch, new NDIndex("{}:{}", from, to));
            sum.addi(mlp.logits(rows).softmax(1));
          }
          float[] part = sum.div(views.size()).maximum(LEAST).log().toFloatArray();
          System.arraycopy(part, 0, result, from * shape.classes(), part.length);
        }
      }
    }
    return result;
  }
}
