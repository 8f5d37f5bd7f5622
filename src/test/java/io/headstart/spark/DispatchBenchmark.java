package io.headstart.spark;

import io.headstart.data.ImageWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How long Spark's driver takes for a task that does nothing, with the list of files that a chunk's
 * task carries. Argument: tasks.
 */
final class DispatchBenchmark {
  private DispatchBenchmark() {}

  /** Measures and prints. */
  public static void main(String[] args) {
    int tasks = Integer.parseInt(args[0]);
    List<ImageWindow> windows = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      int from = 1024 * task;
      List<String> paths =
          IntStream.range(from, from + 1024)
              .mapToObj(i -> "train/n01440764/n01440764_" + i + ".JPEG")
              .toList();
      windows.add(new ImageWindow("train", "hash", from, 1024, paths));
    }
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[2]")
            .setAppName("dispatch")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      for (int round = 0; round < 3; round++) {
        long start = System.nanoTime();
        spark.parallelize(windows, tasks).foreach(window -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%d tasks in %.2f s: %.2f ms each%n",
            tasks,
            seconds,
            1e3 * seconds / tasks);
      }
    }
  }
}
