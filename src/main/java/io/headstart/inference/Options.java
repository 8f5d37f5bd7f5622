package io.headstart.inference;

import io.headstart.Progress;
import io.headstart.io.HeadstartHome;
import java.nio.file.Path;

/**
 * How {@link Headstart} uses the machine.
 *
 * @param device {@code auto} (a usable GPU, else the CPU), {@code cpu}, {@code cuda} or {@code
 *     cuda:N}
 * @param threads of the CPU that may work at a time, 1 or more
 * @param offline whether the network must not be used
 * @param home the folder of Headstart's caches
 * @param progress hears of downloads and warnings
 */
public record Options(String device, int threads, boolean offline, Path home, Progress progress) {
  /**
   * Returns device auto, all processors of this process, downloads allowed, caches in {@code
   * HEADSTART_HOME} or the user's cache folder, nothing said.
   */
  public static Options defaults() {
    return new Options(
        "auto",
        Runtime.getRuntime().availableProcessors(),
        false,
        HeadstartHome.locate(),
        Progress.NONE);
  }

  /** Returns these options with another device. */
  public Options device(String other) {
    return new Options(other, threads, offline, home, progress);
  }

  /** Returns these options with another number of threads. */
  public Options threads(int other) {
    return new Options(device, other, offline, home, progress);
  }

  /** Returns these options with the network forbidden or allowed. */
  public Options offline(boolean other) {
    return new Options(device, threads, other, home, progress);
  }

  /** Returns these options with another folder for caches. */
  public Options home(Path other) {
    return new Options(device, threads, offline, other, progress);
  }

  /** Returns these options with somebody who hears of downloads and warnings. */
  public Options progress(Progress other) {
    return new Options(device, threads, offline, home, other);
  }
}
