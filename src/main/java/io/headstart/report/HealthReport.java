package io.headstart.report;

import io.headstart.health.CheckedImages;
import io.headstart.health.Checkup;
import io.headstart.health.Duplicates.Pair;
import io.headstart.io.Csv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The page of a data set's health, and its findings as files for other programs. */
public final class HealthReport {
  private static final List<String> COLUMNS =
      List.of("finding", "image", "subset", "label", "other", "value");

  private HealthReport() {}

  /**
   * What was written.
   *
   * @param page for people, in one file with small images
   * @param findings as CSV, one a line
   * @param exclude names of images that a training is better without, one a line
   */
  public record Files(Path page, Path findings, Path exclude) {}

  /**
   * Writes {@code index.html}, {@code findings.csv} and {@code exclude.txt} into a report folder.
   */
  public static Files write(Path folder, String title, Checkup checkup) {
    ReportFiles files = new ReportFiles(folder.resolve("report"));
    Path findings = files.write("findings.csv", Csv.table(COLUMNS, rows(checkup)));
    String excluded =
        checkup.exclude().stream()
            .filter(name -> name.indexOf('\n') < 0 && name.indexOf('\r') < 0) // None fits a line.
            .map(name -> name + "\n")
            .collect(Collectors.joining());
    Path exclude = files.write("exclude.txt", excluded);
    return new Files(files.page("health.jte", HealthPage.of(title, checkup)), findings, exclude);
  }

  private static List<List<Object>> rows(Checkup checkup) {
    CheckedImages images = checkup.images();
    List<List<Object>> rows = new ArrayList<>();
    checkup
        .unreadable()
        .forEach((name, reason) -> rows.add(List.of("unreadable", name, "", "", reason, "")));
    checkup.blank().forEach(image -> rows.add(row(images, "blank", image, "", "")));
    checkup.small().forEach(image -> rows.add(row(images, "small", image, "", "")));
    for (int[] same : checkup.duplicates().exact()) {
      Arrays.stream(same)
          .skip(1)
          .forEach(
              image -> rows.add(row(images, "exact-duplicate", image, images.name(same[0]), 1)));
    }
    pairs(images, "near-duplicate", checkup.duplicates().near(), rows);
    pairs(images, "leak", checkup.leaks(), rows);
    checkup
        .suspects()
        .forEach(
            suspect -> {
              String suggested = images.classes().get(suspect.suggested());
              rows.add(
                  row(images, "suspected-label", suspect.image(), suggested, suspect.confidence()));
            });
    checkup
        .outliers()
        .forEach(
            outlier -> rows.add(row(images, "outlier", outlier.image(), "", outlier.distance())));
    return rows;
  }

  private static void pairs(
      CheckedImages images, String finding, List<Pair> pairs, List<List<Object>> rows) {
    pairs.forEach(
        pair ->
            rows.add(
                row(images, finding, pair.second(), images.name(pair.first()), pair.cosine())));
  }

  private static List<Object> row(
      CheckedImages images, String finding, int image, Object other, Object value) {
    return List.of(
        finding,
        images.name(image),
        images.subset(image).label(),
        images.label(image),
        other,
        value);
  }
}
