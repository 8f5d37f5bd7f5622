package io.headstart.metrics;

/** The share of the images that are predicted as what they are. */
record Accuracy() implements Metric {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Kind kind() {
    return Kind.PROPORTION;
  }

  @Override
  public double of(Evaluation evaluation) {
    return evaluation.confusion().accuracy();
  }
}
