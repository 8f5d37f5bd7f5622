package io.headstart.experiment;

import io.headstart.train.DeviceRows;
import java.nio.FloatBuffer;
import java.util.List;

/** Several banks of the same images, one after the other. */
record Banks(List<Rows> banks) implements DeviceRows.Source {
  @Override
  public int count() {
    return banks.size() * banks.get(0).count();
  }

  @Override
  public int dimension() {
    return banks.get(0).dimension();
  }

  @Override
  public void copy(int from, int count, FloatBuffer target) {
    int images = banks.get(0).count();
    int at = from;
    while (at < from + count) {
      int inBank = at % images;
      int run = Math.min(images - inBank, from + count - at);
      banks.get(at / images).copy(inBank, run, target);
      at += run;
    }
  }
}
