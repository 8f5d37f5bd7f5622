package io.headstart.metrics;

/** The mean cross-entropy in nats, without any penalty; its name in files is {@code loss}. */
record CrossEntropy() implements Metric {
  @Override
  public String name() {
    return "loss";
  }

  @Override
  public Kind kind() {
    return Kind.LOSS;
  }

  @Override
  public double of(Evaluation evaluation) {
    return evaluation.crossEntropy();
  }
}
