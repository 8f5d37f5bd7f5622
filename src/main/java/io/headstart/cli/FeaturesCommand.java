package io.headstart.cli;

import io.headstart.experiment.FeaturesFlow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills the feature store. */
@Command(name = "features", description = "Fills the feature store only.")
final class FeaturesCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Option(
      names = "--export-images",
      paramLabel = "DIR",
      description =
          "Also write the images themselves, as .npz files, and samples of augmentations.")
  private Path exportImages;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Also write the features with the images' names, as FILE.npz, FILE.safetensors or"
              + " FILE.csv.")
  private Path export;

  @Override
  public void run() {
    FeaturesFlow.ExtractedFeatures outcome =
        FeaturesFlow.run(
            options.settings(),
            options.context(),
            Optional.ofNullable(exportImages),
            Optional.ofNullable(export));
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>(fields(outcome.all()));
      document.remove("name");
      document.put("extracted", outcome.extracted());
      document.put("images-per-second", outcome.imagesPerSecond());
      List<Map<String, Object>> sets = new ArrayList<>();
      outcome.parts().forEach(part -> sets.add(fields(part)));
      document.put("sets", sets);
      if (export != null) {
        document.put("exported", Map.of("file", export.toString(), "count", outcome.exported()));
      }
      Json.print(document);
      return;
    }
    outcome
        .parts()
        .forEach(
            part ->
                System.out.printf(
                    Locale.ROOT,
                    "%-28s %,8d images x %d  %s%n",
                    part.name(),
                    part.count(),
                    part.dimension(),
                    part.file()));
    System.out.printf(Locale.ROOT, "%-28s %s%n", "all in one file", outcome.all().file());
    if (export != null) {
      System.out.printf(
          Locale.ROOT, "%-28s %,8d rows  %s%n", "exported", outcome.exported(), export);
    }
    System.out.printf(
        Locale.ROOT,
        "%,d images extracted (%.1f images/s)%n",
        outcome.extracted(),
        outcome.imagesPerSecond());
  }

  private static Map<String, Object> fields(FeaturesFlow.Part part) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", part.name());
    fields.put("key", part.key());
    fields.put("count", part.count());
    fields.put("dimension", part.dimension());
    fields.put("file", part.file().toString());
    return fields;
  }
}
