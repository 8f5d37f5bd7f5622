package io.headstart.metrics;

/**
 * The share of the images whose class is among the k with the highest scores.
 *
 * @param k at least 1; from the number of classes on the value is 1
 */
record TopKAccuracy(int k) implements Metric {
  TopKAccuracy {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  @Override
  public String name() {
    return "top-" + k + "-accuracy";
  }

  @Override
  public String label() {
    return "top-" + k + " accuracy";
  }

  @Override
  public Kind kind() {
    return Kind.PROPORTION;
  }

  @Override
  public boolean tells(int classes) {
    return classes > k;
  }

  @Override
  public double of(Evaluation evaluation) {
    int hits = 0;
    for (int rank : evaluation.ranks()) {
      hits += rank < k ? 1 : 0;
    }
    return evaluation.count() == 0 ? 0 : (double) hits / evaluation.count();
  }
}
