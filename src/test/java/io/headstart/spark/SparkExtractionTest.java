package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.Context;
import io.headstart.experiment.FeaturesFlow;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Extraction by two threads of Spark in this process, against one process without it. */
class SparkExtractionTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path folder;

  private static Settings settings(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "device=cpu",
                "data.source=synthetic",
                "data.synthetic={train: 2100, test: 30}",
                "features.weights=random",
                "features.precision=float32",
                "features.image-size=32"));
    all.addAll(List.of(more));
    return SettingsReader.parse("", SettingsReader.NO_FILE, all);
  }

  private Context alone(String home) {
    return new Context(folder.resolve(home), Progress.NONE, () -> false);
  }

  @Test
  void featuresAreThoseOfOneProcessByteForByte() throws IOException {
    Settings settings =
        settings(
            "augment={copies: 1, operations: [{name: horizontal-flip}, {name: gaussian-noise}]}");
    FeaturesFlow.ExtractedFeatures one = FeaturesFlow.run(settings, alone("one"), Optional.empty());
    FeaturesFlow.ExtractedFeatures several =
        FeaturesFlow.run(settings, SPARK.context(alone("several")), Optional.empty());
    assertThat(several.extracted()).isEqualTo(one.extracted()).isEqualTo(4230);
    assertThat(entries("several")).isEqualTo(entries("one")).isNotEmpty();
    assertThat(folder.resolve("several/features/chunks")).doesNotExist();
  }

  /** Returns the SHA-256 of each file with features, by name. */
  private Map<String, String> entries(String home) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(home).resolve("features"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        sums.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return sums;
  }
}
