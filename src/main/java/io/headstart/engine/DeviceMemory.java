package io.headstart.engine;

import com.sun.management.OperatingSystemMXBean;
import io.headstart.Failure;
import io.headstart.io.DiskFailure;
import java.lang.management.ManagementFactory;

/**
 * Whether what is about to be computed with fits into memory at all. Linux hands out more memory
 * than there is and ends, without a word, the process that comes to use it.
 */
public final class DeviceMemory {
  private DeviceMemory() {}

  /**
   * Refuses what needs more than the machine, or the container, has. A GPU refuses by itself.
   *
   * @param bytes needed on the device
   * @param what they hold, as in "the features of 60000 images"
   * @param next what makes it smaller
   * @throws Failure when they cannot fit
   */
  public static void require(TorchRuntime torch, double bytes, String what, String next) {
    if (torch.onGpu()
        || !(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
        || bytes <= system.getTotalMemorySize()) {
      return;
    }
    throw Failure.run("there is no memory for %s", what)
        .received("%s", DiskFailure.size((long) bytes))
        .accepted("at most %s, all that there is", DiskFailure.size(system.getTotalMemorySize()))
        .next("%s", next)
        .build();
  }
}
