package io.headstart.engine;

import ai.djl.pytorch.jni.JniUtils;
import io.headstart.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * A processor's cores, dealt out to threads that compute side by side. Two forward passes on one
 * core each make more images a second than one pass on two, whose threads wait for each other after
 * every layer, and spin while another thread has their core: see {@code docs/performance.md}.
 */
public final class Lanes {
  /** Each lane has a forward pass in memory, 100 to 200 MB of it in float32. */
  private static final int MOST = 4;

  private Lanes() {}

  /**
   * Starts threads that share a runtime's part of the processor; the caller shuts them down.
   *
   * @return 1 to {@value #MOST}, of one thread each; only one where the runtime is on a GPU
   */
  public static List<ExecutorService> open(TorchRuntime runtime) {
    int cores = runtime.onGpu() ? 1 : runtime.threads();
    int each = (cores + MOST - 1) / MOST;
    List<ExecutorService> lanes = new ArrayList<>();
    for (int lane = 0; lane < cores / each; lane++) {
      ExecutorService thread = Workers.start(1, "lane");
      lanes.add(thread);
      Workers.wait(thread.submit(() -> JniUtils.setNumThreads(each)), "opening lanes");
    }
    // libtorch keeps the last number for threads it has not met yet.
    JniUtils.setNumThreads(runtime.threads());
    return lanes;
  }
}
