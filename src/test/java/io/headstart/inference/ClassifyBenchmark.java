package io.headstart.inference;

import io.headstart.data.Square;
import io.headstart.engine.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times a warm {@code classify} of one image beside what it cannot do without: decoding the image
 * and one forward pass. The three take turns, so that a drifting machine hits them alike. Then
 * classifies the image ten thousand times and prints the resident memory. See docs/performance.md.
 *
 * <p>Arguments: a checkpoint's folder, an image file, rounds, and how many images for the memory.
 */
final class ClassifyBenchmark {
  private ClassifyBenchmark() {}

  public static void main(String[] args) throws Exception {
    ImageInput image = ImageInput.of(Files.readAllBytes(Path.of(args[1])));
    int rounds = Integer.parseInt(args[2]);
    try (Headstart headstart = Headstart.start(RuntimeOptions.on("auto").withoutNetwork());
        Classifier classifier = headstart.classifier(Path.of(args[0]))) {
      FeatureExtractor extractor = classifier.extractor();
      Square square = extractor.square();
      double[] decoding = new double[rounds];
      double[] forward = new double[rounds];
      double[] classify = new double[rounds];
      for (int round = -rounds / 4; round < rounds; round++) {
        byte[] pixels = new byte[square.bytes()];
        long start = System.nanoTime();
        image.draw(square, pixels);
        long decoded = System.nanoTime();
        extractor.rows(pixels, 1);
        long extracted = System.nanoTime();
        classifier.classify(image);
        long classified = System.nanoTime();
        if (round >= 0) {
          decoding[round] = (decoded - start) / 1e6;
          forward[round] = (extracted - decoded) / 1e6;
          classify[round] = (classified - extracted) / 1e6;
        }
      }
      double[] ratio = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        ratio[i] = classify[i] / (decoding[i] + forward[i]);
      }
      System.out.printf(
          Locale.ROOT,
          "median of %d rounds: decoding %.2f ms, forward pass %.2f ms, classify %.2f ms, ratio"
              + " %.3f%n",
          rounds,
          median(decoding),
          median(forward),
          median(classify),
          median(ratio));
      int many = Integer.parseInt(args[3]);
      for (int i = 1; i <= many; i++) {
        classifier.classify(image);
        if (i % (many / 10) == 0) {
          System.out.printf("%d classified, resident %d MiB%n", i, residentKilobytes() >> 10);
        }
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long residentKilobytes() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
