package io.headstart.train;

import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Rows to evaluate on the device.
 *
 * @param views features of the same images, one element a view whose probabilities are averaged
 * @param labels classes of the images: [N]
 */
public record EvaluationData(List<DeviceRows> views, int[] labels) implements AutoCloseable {
  /** Copies the list. */
  public EvaluationData {
    views = List.copyOf(views);
  }

  NDList arrays() {
    NDList list = new NDList();
    views.forEach(view -> list.add(view.array()));
    return list;
  }

  @Override
  public void close() {
    views.forEach(DeviceRows::close);
  }
}
