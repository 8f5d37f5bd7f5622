package io.headstart.spark;

import io.headstart.RandomStream;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * How long an extraction takes on a cluster, by simulation: tasks of a chunk each, with measured
 * seconds of a core's work an image, stragglers and failures; a driver that hands out tasks one
 * after the other and, when all are done, writes the entries from the chunks. Prints a table for
 * docs/scale.md.
 */
final class ClusterSimulation {
  /** Images of a chunk. */
  private static final int CHUNK = 1024;

  /** Tasks that fail, in the middle on average, and are done again. */
  private static final double FAILURES = 0.01;

  /** Tasks on a machine that is slow at that moment, and how much slower. */
  private static final double STRAGGLERS = 0.05;

  private static final double SLOWER = 3;

  /** How evenly the others run: the deviation of a task's time, as a share of it. */
  private static final double SPREAD = 0.1;

  /** Cores of a machine, each an executor of its own. */
  private static final int CORES = 16;

  /** Seconds of the driver for a task, as DispatchBenchmark measures. */
  private static final double DRIVER_TASK_SECONDS = 0.0025;

  private ClusterSimulation() {}

  /** Arguments: core seconds an image, bytes of features an image, bytes a second of compaction. */
  public static void main(String[] args) {
    double core = Double.parseDouble(args[0]);
    double bytes = Double.parseDouble(args[1]);
    double compaction = Double.parseDouble(args[2]);
    for (long images : new long[] {10_000_000L, 1_000_000_000L}) {
      for (int machines : new int[] {10, 100, 1000}) {
        double ideal = images * core / machines / CORES;
        double tasks = makespan(images, machines * CORES, core, false);
        double speculative = makespan(images, machines * CORES, core, true);
        double compacted = images * bytes / compaction;
        System.out.printf(
            Locale.ROOT,
            "| %,d | %,d | %s | %s | %s | %s |%n",
            images,
            machines,
            text(ideal),
            text(tasks),
            text(speculative),
            text(compacted));
      }
    }
  }

  private static String text(double seconds) {
    return seconds < 600
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : seconds < 36_000
            ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  /** Returns the seconds until the last task is done. */
  private static double makespan(long images, int cores, double core, boolean speculation) {
    RandomStream random = RandomStream.of(1, "simulation");
    long rows = CHUNK * Math.max(1, (images / 4 + CHUNK * 16_384L - 1) / (CHUNK * 16_384L));
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < cores; i++) {
      free.add(0.0);
    }
    double driver = 0;
    double last = 0;
    for (long done = 0; done < images; done += rows) {
      double even = rows * core * Math.max(0.5, 1 + SPREAD * random.nextGaussian());
      double seconds = random.nextDouble() < STRAGGLERS ? even * SLOWER : even;
      while (random.nextDouble() < FAILURES) {
        seconds += even / 2;
      }
      if (speculation) {
        // A second attempt begins once a task takes half again as long as the others.
        seconds = Math.min(seconds, 2.5 * rows * core);
      }
      driver += DRIVER_TASK_SECONDS;
      double end = Math.max(free.remove(), driver) + seconds;
      last = Math.max(last, end);
      free.add(end);
    }
    return last;
  }
}
