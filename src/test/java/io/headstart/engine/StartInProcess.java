package io.headstart.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.LibUtils;
import io.headstart.Failure;
import io.headstart.HeardLines;

/** A process for {@link NativesStartTest}: starts PyTorch on a device and says what came of it. */
final class StartInProcess {
  private StartInProcess() {}

  public static void main(String[] args) {
    HeardLines heard = new HeardLines();
    try (TorchRuntime torch = TorchRuntime.start(RuntimeOptions.on(args[0]), heard);
        NDManager scope = torch.manager().newSubManager()) {
      NDArray sum = scope.create(new float[] {1, 2}).sum();
      System.out.println("device " + torch.deviceName());
      System.out.println("natives " + LibUtils.getLibtorchPath());
      System.out.println("sum " + sum.getFloat());
    } catch (Failure failure) {
      System.out.println(failure.kind() + " " + failure.getMessage());
    }
    heard.lines.forEach(line -> System.out.println("heard " + line));
  }
}
