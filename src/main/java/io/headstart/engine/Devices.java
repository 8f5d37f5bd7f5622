package io.headstart.engine;

import ai.djl.Device;
import io.headstart.Failure;
import io.headstart.Progress;
import java.util.List;
import java.util.stream.IntStream;

/** Checks the wish for a device against what the loaded engine sees. */
final class Devices {
  /** Of a number that is an int whatever its digits. */
  private static final int MOST_DIGITS = 9;

  private Devices() {}

  /**
   * What the engine says after its start.
   *
   * @param cuda whether libtorch can use CUDA: a CUDA build, a driver that fits and a GPU
   * @param gpus how many GPUs CUDA's runtime counts
   */
  record Seen(boolean cuda, int gpus) {
    boolean usable() {
      return cuda && gpus > 0;
    }
  }

  /** Returns whether the setting asks for a GPU and nothing else. */
  static boolean asksForCuda(String device) {
    return device.startsWith("cuda");
  }

  /**
   * Returns the devices to work on: the first for everything, further GPUs for extraction only.
   *
   * @param wanted {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
   * @param choice what was loaded, and why
   * @param progress hears when the engine disagrees with the choice
   * @throws Failure (missing) when a GPU is asked for that is not there
   */
  static List<Device> choose(String wanted, NativeChoice choice, Seen seen, Progress progress) {
    if (asksForCuda(wanted)) {
      boolean one = wanted.startsWith("cuda:");
      int index = one ? number(wanted.substring(5)) : 0;
      if (!seen.usable() || index >= seen.gpus()) {
        throw Failure.missing("device %s is not there", wanted)
            .received("%s", text(choice, seen))
            .accepted("auto, cpu%s", seen.usable() ? numbers(seen.gpus()) : "")
            .next("use --set device=auto, or run `java -jar trainer.jar doctor`")
            .build();
      }
      return one ? List.of(Device.gpu(index)) : all(seen);
    }
    if (wanted.equals("cpu")) {
      return List.of(Device.cpu());
    }
    if (choice.cuda() && !seen.usable()) {
      progress.warning(
          "NOT USING A GPU: "
              + text(choice, seen)
              + "; running on the CPU; run `nvidia-smi`: the driver must be there and be made for"
              + " CUDA 12.8 or newer");
    }
    return seen.usable() ? all(seen) : List.of(Device.cpu());
  }

  private static int number(String digits) {
    return digits.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static List<Device> all(Seen seen) {
    return IntStream.range(0, seen.gpus()).mapToObj(Device::gpu).toList();
  }

  private static String text(NativeChoice choice, Seen seen) {
    return choice.text()
        + ": libtorch says CUDA is "
        + (seen.cuda() ? "available" : "not available")
        + ", GPUs counted: "
        + seen.gpus();
  }

  private static String numbers(int gpus) {
    return gpus == 1 ? ", cuda:0" : ", cuda:0 .. cuda:" + (gpus - 1);
  }
}
