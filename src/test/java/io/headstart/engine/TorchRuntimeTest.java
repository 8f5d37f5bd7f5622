package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TorchRuntimeTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  @Test
  void noThreadsAtAllAreRefused() {
    assertThatThrownBy(() -> RuntimeOptions.on("cpu").withThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads: 0");
  }

  @Test
  void aCopyOfTheSameTypeSharesNoMemory() {
    try (NDManager manager = TORCH.manager().newSubManager()) {
      NDArray original = manager.create(new float[] {1, 2});
      NDArray copy = TorchRuntime.copy(original, DataType.FLOAT32);
      original.addi(1);
      assertThat(copy.toFloatArray()).containsExactly(1, 2);
    }
  }

  @Test
  void runtimesBesideEachOtherKeepTheirOwnOptions() {
    RuntimeOptions online = RuntimeOptions.on("cpu").withThreads(1).withHome(Path.of("one"));
    RuntimeOptions offline =
        RuntimeOptions.on("cpu").withThreads(2).withHome(Path.of("two")).withoutNetwork();
    try (TorchRuntime first = TorchRuntime.start(online);
        TorchRuntime second = TorchRuntime.start(offline)) {
      assertThat(first.options()).isEqualTo(online);
      assertThat(second.options()).isEqualTo(offline);
      assertThat(System.getProperty("ai.djl.offline")).isNull();
    }
  }

  @Test
  void startingGivesTheCallingThreadItsShare() {
    TorchRuntime.start(RuntimeOptions.on("cpu").withThreads(3)).close();
    assertThat(JniUtils.getNumThreads()).isEqualTo(3);
    TorchRuntime.start(RuntimeOptions.on("cpu").withThreads(2)).close();
    assertThat(JniUtils.getNumThreads()).isEqualTo(2);
  }

  @Test
  void workHasItsNumberOfThreadsAndLeavesTheOldOne() {
    try (TorchRuntime torch = TorchRuntime.start(RuntimeOptions.on("cpu").withThreads(2))) {
      int inside =
          torch.computing(
              3,
              () -> {
                assertThat(torch.<Integer>computing(1, JniUtils::getNumThreads)).isEqualTo(1);
                return JniUtils.getNumThreads();
              });
      assertThat(inside).isEqualTo(3);
      assertThatThrownBy(
              () ->
                  torch.computing(
                      3,
                      () -> {
                        throw new IllegalStateException("of the test");
                      }))
          .hasMessage("of the test");
      assertThat(JniUtils.getNumThreads()).isEqualTo(2);
    }
  }
}
