package io.headstart.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a listing of made-up image files takes of the memory of the process that holds it. Argument:
 * how many files.
 */
final class ListingBenchmark {
  private static final int CLASSES = 1000;

  private ListingBenchmark() {}

  /** Measures and prints. */
  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    long before = used();
    long start = System.nanoTime();
    LabelledPaths paths = list(count);
    double seconds = (System.nanoTime() - start) / 1e9;
    long after = used();
    System.out.printf(
        Locale.ROOT,
        "%,d images (%s): %.1f bytes an image, in %.1f s%n",
        paths.size(),
        paths.path(count / 2),
        (after - before) / (double) count,
        seconds);
  }

  private static LabelledPaths list(int count) {
    List<String> classes = new ArrayList<>();
    List<LabelledFile> files = new ArrayList<>();
    for (int label = 0; label < CLASSES; label++) {
      classes.add("n%08d".formatted(1_440_764 + label));
    }
    for (int i = 0; i < count; i++) {
      int label = (int) ((long) i * CLASSES / count);
      String path = "train/" + classes.get(label) + "/" + classes.get(label) + "_" + i + ".JPEG";
      files.add(new LabelledFile(path, label));
    }
    return new LabelledPaths(classes, files);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
