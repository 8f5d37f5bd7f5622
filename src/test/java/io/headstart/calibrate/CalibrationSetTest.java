package io.headstart.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.calibrate.Calibration.Reason;
import io.headstart.metrics.CalibrationFigures;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CalibrationSetTest {
  private static final NearestImages NEAREST =
      NearestImages.of(new float[] {1, 0, 0, 1}, new int[] {0, 1, 2});

  /** Five images of falling certainty, of which the last two are wrong. */
  private static CalibrationSet set(Optional<double[]> distances) {
    float[] scores = {5, 0, 4, 0, 3, 0, 2, 0, 1, 0};
    return new CalibrationSet(scores, new int[] {0, 0, 0, 1, 1}, 2, distances);
  }

  @Test
  void withoutThresholdsEveryImageIsAnswered() {
    Calibration calibration =
        set(Optional.empty()).fit(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(calibration.refuses()).isFalse();
    CalibrationFigures figures = set(Optional.empty()).figures(calibration);
    assertThat(figures.answered()).isEqualTo(5);
    assertThat(figures.unknownShare()).isZero();
    assertThat(figures.answeredAccuracy()).isEqualTo(0.6);
    assertThat(figures.lossAfter()).isLessThan(figures.lossBefore());
  }

  @Test
  void theLeastConfidenceKeepsTheWantedError() {
    CalibrationSet set = set(Optional.empty());
    Calibration strict = set.fit(Optional.of(0.1), Optional.empty(), Optional.empty());
    CalibrationFigures figures = set.figures(strict);
    assertThat(figures.answered()).isEqualTo(3);
    assertThat(figures.correct()).isEqualTo(3);
    assertThat(figures.novel()).isZero();
    assertThat(strict.unknown(0, 0.0, OptionalDouble.empty())).contains(Reason.UNCERTAIN);
    Calibration loose = set.fit(Optional.of(0.3), Optional.empty(), Optional.empty());
    assertThat(set.figures(loose).answered()).isEqualTo(4);
  }

  @Test
  void whereTheMostCertainIsWrongNothingIsAnswered() {
    CalibrationSet set =
        new CalibrationSet(new float[] {5, 0, 1, 0}, new int[] {1, 0}, 2, Optional.empty());
    Calibration calibration = set.fit(Optional.of(0.1), Optional.empty(), Optional.empty());
    assertThat(set.figures(calibration).answered()).isZero();
    assertThat(set.figures(calibration).answeredAccuracy()).isEqualTo(1);
    assertThat(calibration.unknown(0, 1, OptionalDouble.empty())).contains(Reason.UNCERTAIN);
  }

  /** The wrong images are far: with them gone, the others need no threshold of confidence. */
  @Test
  void novelImagesAreUnknownFirst() {
    CalibrationSet set = set(Optional.of(new double[] {1, 2, 3, 9, 8}));
    Calibration calibration = set.fit(Optional.of(0.1), Optional.of(0.4), Optional.of(NEAREST));
    CalibrationFigures figures = set.figures(calibration);
    assertThat(figures.novel()).isEqualTo(2);
    assertThat(figures.answered()).isEqualTo(3);
    assertThat(figures.unknownShare()).isCloseTo(0.4, within(1e-12));
    assertThat(calibration.unknown(0, 0.99, OptionalDouble.of(1000))).contains(Reason.NOVEL);
    assertThat(calibration.unknown(0, 0.99, OptionalDouble.of(1))).isEmpty();
  }

  @Test
  void aShareOfLessThanOneImageRefusesNone() {
    CalibrationSet set = set(Optional.of(new double[] {1, 2, 3, 9, 8}));
    Calibration calibration = set.fit(Optional.empty(), Optional.of(0.1), Optional.of(NEAREST));
    assertThat(set.figures(calibration).novel()).isZero();
  }

  /** Each in deviations: doubts log 0.5 and log 0.1, distances 0 and 2. */
  @Test
  void noveltyIsDoubtAndDistanceInDeviations() {
    int[] predicted = {0, 1};
    Novelty novelty =
        Novelty.fit(NEAREST, predicted, new double[] {0.5, 0.9}, new double[] {0, 2}, 0.1);
    assertThat(novelty.of(0, 0.5, 2)).isCloseTo(2, within(1e-9));
    assertThat(novelty.of(1, 0.9, 0)).isCloseTo(-2, within(1e-9));
    assertThat(novelty.of(0, 0.9, 3)).isCloseTo(1, within(1e-9));
    assertThat(novelty.greatest()).isCloseTo(0, within(1e-9));
    assertThat(novelty.of(0, 1, 0)).isFinite();
  }

  /** 40 images of a class that is never in doubt, and 40 of one that often is. */
  @Test
  void aDoubtThatIsRareInAClassIsMoreNovelThere() {
    int[] predicted = new int[80];
    double[] confidences = new double[80];
    for (int i = 0; i < 80; i++) {
      predicted[i] = i % 2;
      confidences[i] = i % 2 == 0 ? 0.99 + 0.0001 * (i % 10) : 0.3 + 0.015 * (i % 40);
    }
    Novelty novelty = Novelty.fit(NEAREST, predicted, confidences, new double[80], 0.1);
    assertThat(novelty.of(0, 0.9, 0)).isGreaterThan(5);
    assertThat(novelty.of(1, 0.9, 0)).isLessThan(0);
    Novelty few =
        Novelty.fit(
            NEAREST,
            Arrays.copyOf(predicted, 20),
            Arrays.copyOf(confidences, 20),
            new double[20],
            0.1);
    assertThat(few.of(0, 0.9, 0)).as("of too few images").isEqualTo(few.of(1, 0.9, 0));
  }
}
