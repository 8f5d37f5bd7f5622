package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunModuleTest {
  @Test
  void aFileInPlaceOfItsHashIsAMistakeInUse() {
    assertThat(Main.run("doctor", "--offline", "--run-module=model.pt")).isEqualTo(2);
  }
}
