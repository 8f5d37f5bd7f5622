package io.headstart.cli;

import io.headstart.experiment.HealthFlow;
import io.headstart.health.CheckedImages;
import io.headstart.health.Checkup;
import io.headstart.health.Duplicates.Pair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks for what is wrong with the images. */
@Command(
    name = "health",
    description =
        "Finds unreadable, duplicate, leaked, probably mislabelled, outlying, blank and small"
            + " images.")
final class HealthCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    HealthFlow.WrittenCheckup outcome = HealthFlow.run(options.settings(), options.context());
    if (options.json()) {
      Json.print(document(outcome));
      return;
    }
    Checkup checkup = outcome.checkup();
    int copies = checkup.duplicates().exact().stream().mapToInt(same -> same.length - 1).sum();
    print("images", checkup.images().size());
    print("unreadable", checkup.unreadable().size());
    print("blank", checkup.blank().size());
    print("small", checkup.small().size());
    print("exact copies", copies);
    print("contradicting labels", checkup.contradictions().size());
    print("near duplicates", checkup.duplicates().near().size());
    print("leaks between splits", checkup.leaks().size());
    print("suspected labels", checkup.suspects().size());
    print("outliers", checkup.outliers().size());
    System.out.println("report     " + outcome.files().page());
    System.out.println("findings   " + outcome.files().findings());
    System.out.println("to exclude " + outcome.files().exclude());
  }

  private static void print(String what, int count) {
    System.out.printf(Locale.ROOT, "%-22s %,9d%n", what, count);
  }

  private static Map<String, Object> document(HealthFlow.WrittenCheckup outcome) {
    Checkup checkup = outcome.checkup();
    CheckedImages images = checkup.images();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("images", images.size());
    document.put("unreadable", List.copyOf(checkup.unreadable().keySet()));
    document.put("blank", names(images, checkup.blank()));
    document.put("small", names(images, checkup.small()));
    document.put(
        "exact-duplicates",
        checkup.duplicates().exact().stream()
            .map(same -> names(images, Arrays.stream(same).boxed().toList()))
            .toList());
    document.put(
        "contradictions",
        checkup.contradictions().stream()
            .map(
                one -> {
                  Map<String, Object> fields = new LinkedHashMap<>();
                  fields.put(
                      "images", one.images().stream().map(image -> named(images, image)).toList());
                  fields.put("kept", images.name(one.kept()));
                  fields.put("reason", one.choice().reason());
                  return fields;
                })
            .toList());
    document.put("near-duplicates", pairs(images, checkup.duplicates().near()));
    document.put("leaks", pairs(images, checkup.leaks()));
    document.put(
        "suspected-labels",
        checkup.suspects().stream()
            .map(
                suspect -> {
                  Map<String, Object> fields = named(images, suspect.image());
                  fields.put("suggested", images.classes().get(suspect.suggested()));
                  fields.put("confidence", suspect.confidence());
                  return fields;
                })
            .toList());
    document.put(
        "outliers",
        checkup.outliers().stream()
            .map(
                outlier -> {
                  Map<String, Object> fields = named(images, outlier.image());
                  fields.put("distance", outlier.distance());
                  return fields;
                })
            .toList());
    document.put("report", outcome.files().page().toString());
    document.put("findings", outcome.files().findings().toString());
    document.put("exclude", outcome.files().exclude().toString());
    return document;
  }

  private static Map<String, Object> named(CheckedImages images, int image) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", images.name(image));
    fields.put("label", images.label(image));
    return fields;
  }

  private static List<String> names(CheckedImages images, List<Integer> found) {
    return found.stream().map(images::name).toList();
  }

  private static List<List<String>> pairs(CheckedImages images, List<Pair> pairs) {
    return pairs.stream()
        .map(pair -> List.of(images.name(pair.first()), images.name(pair.second())))
        .toList();
  }
}
