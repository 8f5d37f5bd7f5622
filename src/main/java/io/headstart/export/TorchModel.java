package io.headstart.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A TorchScript file in this process's libtorch, on the processor. */
final class TorchModel implements ExportedModel {
  private final TorchRuntime torch;
  private final TorchScript module;

  /** Loads the file; the runtime is closed with it. */
  TorchModel(TorchRuntime torch, Path file) {
    this.torch = torch;
    this.module = TorchScript.open(torch.manager(), file);
  }

  @Override
  public String runtime() {
    return "libtorch " + TorchRuntime.version();
  }

  @Override
  public float[] probabilities(byte[] pixels, int count, int height, int width) {
    return torch.computing(torch.threads(), () -> call("forward", pixels, count, height, width));
  }

  /** Returns what a method makes of uint8 [count, height, width, 3]. */
  float[] call(String method, byte[] pixels, int count, int height, int width) {
    try (NDManager scratch = torch.manager().newSubManager()) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.length).order(ByteOrder.nativeOrder());
      bytes.put(pixels).rewind();
      NDArray images = scratch.create(bytes, new Shape(count, height, width, 3), DataType.UINT8);
      return module.call(scratch, method, images).singletonOrThrow().toFloatArray();
    }
  }

  /** Returns the probabilities of float32 [count, 3, side, side], resized and normalized. */
  float[] prepared(float[] images, int count, int side) {
    try (NDManager scratch = torch.manager().newSubManager()) {
      NDArray uploaded = scratch.create(images, new Shape(count, 3, side, side));
      return module.call(scratch, "prepared", uploaded).singletonOrThrow().toFloatArray();
    }
  }

  @Override
  public void close() {
    module.close();
    torch.close();
  }
}
