package io.headstart.data;

import io.headstart.config.DataSettings.Resize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prints the processor time of one thread for an image: read, decoded and made into a square of 224
 * pixels. The ways take turns, so that a drifting machine hits them alike; the figure of a way is
 * its fastest round. See docs/photographs.md.
 *
 * <p>Arguments: rounds, and folders with image files.
 */
final class DecodingBenchmark {
  private DecodingBenchmark() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    for (String folder : List.of(args).subList(1, args.length)) {
      Map<Resize, Double> least = new EnumMap<>(Resize.class);
      for (int round = 0; round <= rounds; round++) {
        for (Resize resize : Resize.values()) {
          double millis = millis(Path.of(folder), new Square(224, resize));
          if (round > 0) {
            least.merge(resize, millis, Math::min); // The first round only warms up.
          }
        }
      }
      least.forEach(
          (resize, millis) ->
              System.out.printf(Locale.ROOT, "%s %s: %.2f ms an image%n", folder, resize, millis));
    }
  }

  private static double millis(Path folder, Square square) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      byte[] pixels = new byte[square.bytes()];
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (Path file : files) {
        square.draw(DecodedImage.read(file, square), pixels, 0);
      }
      long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      return (end - start) / 1e6 / files.size();
    }
  }
}
