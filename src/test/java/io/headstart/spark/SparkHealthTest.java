package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.Context;
import io.headstart.experiment.HealthFlow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Images compared with one another by Spark, against one process without it. */
class SparkHealthTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path folder;
  private Path network;
  private final List<String> tasks = new ArrayList<>();

  @BeforeEach
  void writeNetwork() throws IOException {
    network = TinyNetwork.write(folder.resolve("tiny.pt"));
  }

  private Settings settings(String name, int train, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "device=cpu",
                "features={weights: \"" + network + "\", precision: float32, image-size: 32}",
                "data={source: synthetic, synthetic: {train: " + train + ", test: 20}}",
                "checkpoint.directory=\"" + folder.resolve(name) + "\""));
    all.addAll(List.of(more));
    return SettingsReader.parse("", SettingsReader.NO_FILE, all);
  }

  private Context alone() throws IOException {
    Progress heard =
        new Progress() {
          @Override
          public void line(String text) {}

          @Override
          public Task task(String name, String unit, long total) {
            tasks.add(name + ": " + total + " " + unit);
            return done -> {};
          }
        };
    return new Context(folder.resolve("home"), heard, () -> false)
        .withModules(TinyNetwork.allowed(network));
  }

  private static String findings(Settings settings, Context context) throws IOException {
    return Files.readString(HealthFlow.run(settings, context).files().findings());
  }

  @Test
  void fewImagesStayWithTheDriver() throws IOException {
    findings(settings("few", 50, store()), SPARK.context(alone()));
    assertThat(tasks).contains("comparing images: 70 images").noneMatch(t -> t.endsWith("parts"));
  }

  @Test
  void findingsAreThoseOfOneProcess() throws IOException {
    String expected = findings(settings("one", 8500), alone());
    tasks.clear();
    String found = findings(settings("several", 8500, store()), SPARK.context(alone()));
    assertThat(found).isEqualTo(expected);
    assertThat(found.lines().filter(line -> line.startsWith("outlier"))).isNotEmpty();
    assertThat(tasks.stream().filter("comparing images: 3 parts"::equals)).hasSize(2);
  }

  @Test
  void featuresInTheDriversCachesStayWithTheDriver() throws IOException {
    findings(settings("caches", 150), SPARK.context(alone()));
    assertThat(tasks).contains("comparing images: 170 images", "comparing images: 1 parts");
  }

  private String store() {
    return "store.path=\"" + folder.resolve("store") + "\"";
  }
}
