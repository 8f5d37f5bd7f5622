package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.Mlp;
import io.headstart.model.MlpShape;
import java.util.List;

/** A finished head on the device, as DJL's block: features in, scores out. */
public final class HeadScorer implements AutoCloseable {
  private static final int BATCH = 2000;

  /** The smallest normal float32: no probability is taken for smaller, so that logs are finite. */
  private static final float LEAST = Float.MIN_NORMAL;

  private final NDManager manager;
  private final Mlp mlp;

  /**
   * Brings a head to the device.
   *
   * @param parameters [P] in the layout of {@link MlpShape#layout()}
   */
  public HeadScorer(TorchRuntime torch, MlpShape shape, float[] parameters) {
    this.manager = torch.manager().newSubManager();
    NDArray flat = manager.create(parameters, new Shape(parameters.length));
    this.mlp = new Mlp(shape, 0, flat);
  }

  /**
   * Returns the logarithms of the class probabilities, which are averaged over the views.
   *
   * @param views features of the same images, already through the head's transform
   * @return [N * C], image by image
   */
  public float[] scores(List<DeviceRows> views) {
    int count = views.get(0).count();
    int classes = mlp.shape().classes();
    float[] result = new float[Math.multiplyExact(count, classes)];
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(count, from + BATCH);
      try (NDManager scratch = manager.newSubManager()) {
        NDArray sum = scratch.zeros(new Shape(to - from, classes));
        for (DeviceRows view : views) {
          NDArray rows = view.array().get(scratch, new NDIndex("{}:{}", from, to));
          sum.addi(mlp.logits(rows).softmax(1));
        }
        float[] part = sum.div(views.size()).maximum(LEAST).log().toFloatArray();
        System.arraycopy(part, 0, result, from * classes, part.length);
      }
    }
    return result;
  }

  @Override
  public void close() {
    manager.close();
  }
}
