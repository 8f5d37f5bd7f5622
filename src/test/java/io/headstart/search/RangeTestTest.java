package io.headstart.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RangeTestTest {
  /** 100 points, the rate rising by one factor from 1e-5 to 1. */
  private static RangeTest test(DoubleUnaryOperator accuracyOfExponent) {
    List<RangeTest.Point> points = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double exponent = -5 + 5 * i / 99.0;
      double accuracy = accuracyOfExponent.applyAsDouble(exponent);
      points.add(new RangeTest.Point(i + 1, Math.pow(10, exponent), 1, accuracy, 1));
    }
    return new RangeTest(points);
  }

  @Test
  void aRiseAndAPlateauGiveTheirEnds() {
    RangeTest.Suggestion s =
        test(e -> 0.1 + 0.5 * Math.min(1, Math.max(0, e + 4))).suggestion().orElseThrow();
    assertThat(Math.log10(s.minimum())).isBetween(-4.1, -3.7);
    assertThat(Math.log10(s.maximum())).isBetween(-3.2, -2.8);
  }

  @Test
  void aRaggedFallBeyondThePlateauDoesNotCount() {
    RangeTest.Suggestion s =
        test(e ->
                e > -1 ? 0.3 + 0.2 * Math.sin(40 * e) : 0.1 + 0.5 * Math.min(1, Math.max(0, e + 4)))
            .suggestion()
            .orElseThrow();
    assertThat(Math.log10(s.maximum())).isBetween(-3.2, -2.8);
  }

  @Test
  void nothingLearntGivesNoSuggestion() {
    assertThat(test(e -> 0.1 + 0.005 * Math.sin(9 * e)).suggestion()).isEmpty();
    assertThat(new RangeTest(List.of()).suggestion()).isEmpty();
  }
}
