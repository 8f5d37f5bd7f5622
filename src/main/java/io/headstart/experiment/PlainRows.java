package io.headstart.experiment;

import io.headstart.model.InputTransform;
import io.headstart.train.DeviceRows;
import java.nio.FloatBuffer;

/**
 * Rows in Java's memory.
 *
 * @param values float32 [N, D]
 * @param dimension D
 */
record PlainRows(float[] values, int dimension) implements DeviceRows.Source, SentRows {
  private static final long serialVersionUID = 1L;

  @Override
  public int count() {
    return values.length / dimension;
  }

  @Override
  public void copy(int from, int count, FloatBuffer target) {
    target.put(values, from * dimension, count * dimension);
  }

  @Override
  public DeviceRows.Source source(Context context) {
    return this;
  }

  @Override
  public InputTransform transform() {
    return InputTransform.IDENTITY;
  }
}
