package io.headstart.experiment;

import io.headstart.ForeignModules;
import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Extracts drawn images in a process of its own and prints the memory that took. */
final class ExtractionInProcess {
  private ExtractionInProcess() {}

  /** Arguments: how many images, the network's file, the folder for caches. */
  public static void main(String[] args) throws Exception {
    Settings settings =
        SettingsReader.parse(
            "",
            SettingsReader.NO_FILE,
            List.of(
                "device=cpu",
                "data.source=synthetic",
                "data.synthetic={train: " + args[0] + ", test: 10}",
                "data.split={train: [train], validation: 0, test: []}",
                "features.weights=" + args[1],
                "features.image-size=32",
                "features.batch-size=512"));
    Peak peak = new Peak();
    peak.setDaemon(true); // A run that fails must end the process.
    peak.start();
    ForeignModules modules = new ForeignModules(List.of(Sha256.of(Path.of(args[1]))));
    Context context =
        new Context(Path.of(args[2]), Progress.NONE, () -> false).withModules(modules);
    FeaturesFlow.ExtractedFeatures outcome = FeaturesFlow.run(settings, context, Optional.empty());
    peak.interrupt();
    peak.join();
    System.out.println("extracted " + outcome.extracted());
    System.out.println("peak MiB " + (peak.kilobytes >> 10));
  }

  /** The most memory of its own that the process had at a time; mapped files are not counted. */
  private static final class Peak extends Thread {
    private volatile long kilobytes;

    @Override
    public void run() {
      try {
        while (true) {
          kilobytes = Math.max(kilobytes, anonymous());
          Thread.sleep(20);
        }
      } catch (InterruptedException e) {
        kilobytes = Math.max(kilobytes, anonymous());
      }
    }

    private static long anonymous() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("RssAnon:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
