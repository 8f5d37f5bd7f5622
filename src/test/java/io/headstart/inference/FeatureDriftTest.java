package io.headstart.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.checkpoint.Head;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureDriftTest {
  private static final float[] MEAN = {3, 4};

  private static Head head(InputTransform transform) {
    MlpShape shape = new MlpShape(2, List.of(), 2);
    return new Head(shape, new float[shape.parameters()], transform);
  }

  private static FeatureDrift drift() {
    InputTransform transform =
        new InputTransform(false, Optional.of(MEAN), Optional.empty(), Optional.empty());
    return FeatureDrift.from(head(transform), Optional.empty()).orElseThrow();
  }

  @Test
  void withoutAMeanOfTrainingThereIsNone() {
    assertThat(FeatureDrift.from(head(InputTransform.IDENTITY), Optional.empty())).isEmpty();
  }

  @Test
  void beforeTheFirstImageItIsNoNumber() {
    assertThat(drift().value()).isNaN();
  }

  @Test
  void imagesAroundTheMeanOfTrainingDoNotDrift() {
    FeatureDrift drift = drift();
    drift.add(new float[] {2, 4, 4, 4, 3, 1, 3, 7}, 4);
    assertThat(drift.value()).isCloseTo(0, within(1e-9));
    assertThat(drift.images()).isEqualTo(4);
  }

  @Test
  void theDistanceIsAShareOfTheMeansLength() {
    FeatureDrift drift = drift();
    drift.add(new float[] {3, 9}, 1);
    assertThat(drift.value()).isCloseTo(1, within(1e-9));
  }

  @Test
  void imagesOfLongAgoAreForgotten() {
    FeatureDrift drift = drift();
    for (int i = 0; i < 2000; i++) {
      drift.add(new float[] {30, 40}, 1);
    }
    for (int i = 0; i < 10_000; i++) {
      drift.add(MEAN, 1);
    }
    assertThat(drift.value()).isLessThan(0.01);
  }
}
