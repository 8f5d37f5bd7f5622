package io.headstart.metrics;

import java.util.stream.IntStream;

/**
 * The mean recall of the classes that occur (scikit-learn's {@code balanced_accuracy_score}): the
 * accuracy, if every class had as many images.
 */
record BalancedAccuracy() implements Metric {
  @Override
  public String name() {
    return "balanced-accuracy";
  }

  @Override
  public Kind kind() {
    return Kind.SCORE;
  }

  @Override
  public double of(Evaluation evaluation) {
    ConfusionMatrix confusion = evaluation.confusion();
    return IntStream.range(0, confusion.classes())
        .filter(index -> confusion.support(index) > 0)
        .mapToDouble(confusion::recall)
        .average()
        .orElse(0);
  }
}
