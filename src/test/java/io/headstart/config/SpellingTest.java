package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> KEYS = List.of("epochs", "batch-size", "l2");

  @Test
  void withoutCandidatesOrLikenessNothingIsMeant() {
    assertThat(Spelling.closest("epochs", List.of())).isEmpty();
    assertThat(Spelling.closest("", KEYS)).isEmpty();
    assertThat(Spelling.closest("lr", List.of("epochs", "seed"))).isEmpty();
  }

  @Test
  void theClosestIsMeant() {
    assertThat(Spelling.closest("epoch", KEYS)).contains("epochs");
    assertThat(Spelling.closest("epohcs", KEYS)).contains("epochs");
    assertThat(Spelling.closest("tset", List.of("train", "test"))).contains("test");
  }

  @Test
  void caseAndDashesDoNotCount() {
    assertThat(Spelling.closest("batchSize", KEYS)).contains("batch-size");
    assertThat(Spelling.closest("batch_size", KEYS)).contains("batch-size");
  }
}
