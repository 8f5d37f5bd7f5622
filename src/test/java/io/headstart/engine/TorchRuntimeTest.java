package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.api.Test;

class TorchRuntimeTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  @Test
  void aCopyOfTheSameTypeSharesNoMemory() {
    try (NDManager manager = TORCH.manager().newSubManager()) {
      NDArray original = manager.create(new float[] {1, 2});
      NDArray copy = TorchRuntime.copy(original, DataType.FLOAT32);
      original.addi(1);
      assertThat(copy.toFloatArray()).containsExactly(1, 2);
    }
  }
}
