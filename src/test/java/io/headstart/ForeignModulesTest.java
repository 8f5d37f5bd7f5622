package io.headstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ForeignModulesTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void noneMayRunUnlessItIsNamed() {
    assertThat(ForeignModules.none().allows(HASH)).isFalse();
    assertThat(new ForeignModules(List.of(HASH)).allows(HASH)).isTrue();
    assertThat(new ForeignModules(List.of(HASH.toUpperCase(Locale.ROOT))).allows(HASH)).isTrue();
    assertThat(new ForeignModules(List.of(HASH)).allows("f".repeat(64))).isFalse();
  }

  @Test
  void whatIsNoHashIsRefused() {
    for (String text : List.of("", "abc", HASH + "0", "g".repeat(64), "model.pt")) {
      assertThatThrownBy(() -> new ForeignModules(List.of(text)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("64 hexadecimal digits");
    }
  }

  @Test
  void aCallIsAtWorkUntilItEndsHoweverItEnds() {
    ForeignModules modules = ForeignModules.none();
    assertThat(modules.isAtWork()).isFalse();
    assertThat(modules.run(modules::isAtWork)).isTrue();
    assertThatThrownBy(
            () ->
                modules.run(
                    () -> {
                      throw new IllegalStateException("inside");
                    }))
        .hasMessage("inside");
    assertThat(modules.isAtWork()).isFalse();
    assertThat(modules.finishedCalls()).isEqualTo(2);
  }
}
