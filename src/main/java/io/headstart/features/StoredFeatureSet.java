package io.headstart.features;

import io.headstart.store.StoredFeatures;
import java.nio.FloatBuffer;

/** Features out of an entry of the store. */
public record StoredFeatureSet(String name, StoredFeatures features) implements FeatureSet {
  @Override
  public int count() {
    return features.count();
  }

  @Override
  public int dimension() {
    return features.dimension();
  }

  @Override
  public boolean isValid(int index) {
    return features.isValid(index);
  }

  @Override
  public void gather(int[] indices, FloatBuffer target) {
    features.gather(indices, target);
  }
}
