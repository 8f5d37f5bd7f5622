package io.headstart.engine;

import io.headstart.ForeignModules;
import io.headstart.io.HeadstartHome;
import java.nio.file.Path;

/**
 * What one user of libtorch wants of it.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param threads processor threads that its work may use, 1 or more
 * @param home where caches live
 * @param offline whether the network must not be used
 * @param modules which TorchScript modules may run that this program does not know
 */
public record RuntimeOptions(
    String device, int threads, Path home, boolean offline, ForeignModules modules) {
  /** Refuses a number of threads with which nothing could be done. */
  public RuntimeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + ", 1 or more are needed");
    }
  }

  /**
   * Returns the usual options for a device: every processor this process is given, the user's
   * caches, the network unless the environment forbids it, and no foreign modules.
   */
  public static RuntimeOptions on(String device) {
    return new RuntimeOptions(
        device,
        availableThreads(),
        HeadstartHome.locate(),
        forbidsNetwork(),
        ForeignModules.none());
  }

  /** Returns how many threads this process can run at once. */
  public static int availableThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Returns whether the environment forbids the network: DJL's own switches, the variable
   * DJL_OFFLINE and the system property ai.djl.offline.
   */
  public static boolean forbidsNetwork() {
    return Boolean.parseBoolean(System.getenv("DJL_OFFLINE"))
        || Boolean.getBoolean("ai.djl.offline");
  }

  /** Returns these with another number of threads. */
  public RuntimeOptions withThreads(int count) {
    return new RuntimeOptions(device, count, home, offline, modules);
  }

  /** Returns these with other caches. */
  public RuntimeOptions withHome(Path caches) {
    return new RuntimeOptions(device, threads, caches, offline, modules);
  }

  /** Returns these without the network. */
  public RuntimeOptions withoutNetwork() {
    return new RuntimeOptions(device, threads, home, true, modules);
  }

  /** Returns these with other modules that may run; see {@link ForeignModules}. */
  public RuntimeOptions withModules(ForeignModules allowed) {
    return new RuntimeOptions(device, threads, home, offline, allowed);
  }
}
