package io.headstart.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.health.ConfidentLearning.Suspect;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfidentLearningTest {
  @Test
  void noImageIsNotSuspected() {
    assertThat(ConfidentLearning.suspects(new float[0], new int[0], 3)).isEmpty();
  }

  @Test
  void labelsThatTheModelsShareAreNotSuspected() {
    float[] probabilities = {0.9f, 0.1f, 0.8f, 0.2f, 0.3f, 0.7f};
    assertThat(ConfidentLearning.suspects(probabilities, new int[] {0, 0, 1}, 2)).isEmpty();
  }

  /** Thresholds: (0.9 + 0.9 + 0.05) / 3 = 0.617 and (0.8 + 0.7) / 2 = 0.75. */
  @Test
  void whatIsConfidentlyOfAnotherClassIsSuspected() {
    float[] probabilities = {0.9f, 0.1f, 0.9f, 0.1f, 0.05f, 0.95f, 0.2f, 0.8f, 0.3f, 0.7f};
    List<Suspect> suspects =
        ConfidentLearning.suspects(probabilities, new int[] {0, 0, 0, 1, 1}, 2);
    assertThat(suspects).hasSize(1);
    assertThat(suspects.get(0).image()).isEqualTo(2);
    assertThat(suspects.get(0).suggested()).isEqualTo(1);
    assertThat(suspects.get(0).confidence()).isEqualTo(0.95f);
  }

  /** The other class is more probable, but not as probable as its own images are. */
  @Test
  void whatIsNotConfidentlyOfAnotherClassIsLeft() {
    float[] probabilities = {0.9f, 0.1f, 0.9f, 0.1f, 0.4f, 0.6f, 0.05f, 0.95f, 0.1f, 0.9f};
    assertThat(ConfidentLearning.suspects(probabilities, new int[] {0, 0, 0, 1, 1}, 2)).isEmpty();
  }

  @Test
  void aClassWithoutImagesIsNeverSuggestedConfidently() {
    float[] probabilities = {0.6f, 0, 0.4f, 0.6f, 0, 0.4f, 0.1f, 0.2f, 0.7f};
    assertThat(ConfidentLearning.suspects(probabilities, new int[] {0, 0, 0}, 3)).isEmpty();
  }
}
