package io.headstart.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.io.Sha256;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureKeyTest {
  @Test
  void aKeyWithoutFieldsIsRefused() {
    Map<String, String> none = Map.of();
    assertThatThrownBy(() -> FeatureKey.of(none)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theIdIsTheDigestOfTheCanonicalForm() {
    assertThat(FeatureKey.of(Map.of("images", "ä", "backbone", "")).id())
        .isEqualTo(Sha256.of("headstart features 1\n8:backbone\n0:\n6:images\n2:ä\n"))
        .matches("[0-9a-f]{64}");
  }

  @Test
  void theOrderOfTheFieldsDoesNotMatter() {
    FeatureKey key = FeatureKey.of(Map.of("a", "1")).with("b", "2");
    FeatureKey other = FeatureKey.of(Map.of("b", "2")).with("a", "1");
    assertThat(key.id()).isEqualTo(other.id());
  }

  @Test
  void everyFieldCountsAndNoneRunsIntoTheNext() {
    FeatureKey key = FeatureKey.of(Map.of("a", "1"));
    assertThat(key.id())
        .isNotEqualTo(key.with("a", "2").id())
        .isNotEqualTo(key.with("b", "").id())
        .isNotEqualTo(FeatureKey.of(Map.of("a", "1\n1:b\n0:")).id());
    assertThat(FeatureKey.of(Map.of("ab", "c")).id())
        .isNotEqualTo(FeatureKey.of(Map.of("a", "bc")).id());
  }
}
