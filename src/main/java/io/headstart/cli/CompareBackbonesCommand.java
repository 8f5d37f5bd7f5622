package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.experiment.CompareBackbonesFlow;
import io.headstart.report.BackboneReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backbones side by side. */
@Command(
    name = "compare-backbones",
    description =
        "Extracts features of a sample of the images with several backbones; prints what simple"
            + " classifiers reach on them, and what they cost. No test image is looked at.")
final class CompareBackbonesCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Which (`backbones list`). Default: those of features.backbone.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Training images at most; half as many are evaluated. Default: ${DEFAULT-VALUE}")
  private int sample;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "backbones",
      description = "Where the page, its chart and the table go. Default: ${DEFAULT-VALUE}")
  private Path output;

  @Override
  public void run() {
    if (sample < 10) {
      throw Failure.usage("the sample is too small to compare anything")
          .received("--sample=%d", sample)
          .accepted("10 images or more")
          .next("leave it out for 2000")
          .build();
    }
    boolean alone = names.contains(FeatureSettings.PIXELS);
    Settings settings = options.settings(named(alone ? names.subList(0, 1) : names));
    List<FeatureSettings> backbones = new ArrayList<>();
    if (alone) {
      // Pixels stand beside no network: each name is a setting of its own.
      names.forEach(name -> backbones.add(options.settings(named(List.of(name))).features()));
    } else {
      backbones.addAll(settings.features().each());
    }
    BackboneReport report =
        CompareBackbonesFlow.run(settings, backbones, sample, options.context());
    Path page = report.write(output);
    if (options.json()) {
      Json.print(document(report, page));
    } else {
      System.out.print(report.text());
      System.out.println("report " + page);
    }
  }

  private static List<String> named(List<String> backbones) {
    return backbones.isEmpty() ? List.of() : List.of("features.backbone=" + backbones);
  }

  private static Map<String, Object> document(BackboneReport report, Path page) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("images", report.images());
    document.put(
        "backbones", report.entries().stream().map(CompareBackbonesCommand::fields).toList());
    document.put("report", page.toString());
    return document;
  }

  private static Map<String, Object> fields(BackboneReport.Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", entry.name());
    fields.put("precision", entry.precision());
    fields.put("features", entry.features());
    fields.put("linear-accuracy", entry.linear());
    fields.put(
        "neighbours-accuracy",
        entry.neighbours().isPresent() ? entry.neighbours().getAsDouble() : null);
    fields.put("images-per-second", entry.imagesPerSecond());
    fields.put("milliseconds-an-image", entry.milliseconds());
    fields.put("memory-bytes", entry.memoryBytes());
    fields.put("weights-bytes", entry.fileBytes());
    fields.put("licence", entry.licence());
    return fields;
  }
}
