package io.headstart.report;

import io.headstart.config.SettingsWriter;
import io.headstart.health.CheckedImages;
import io.headstart.health.Checkup;
import io.headstart.health.Contradiction;
import io.headstart.health.Duplicates.Pair;
import io.headstart.io.Csv;
import io.headstart.run.RunFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

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
   * @param unlisted those that are not in it, since their names have line breaks
   */
  public record Files(Path page, Path findings, Path exclude, List<String> unlisted) {
    private static final int NAMED = 5;

    /** Returns what is not in the list, in a line; empty when nothing is missing. */
    public Optional<String> missing() {
      if (unlisted.isEmpty()) {
        return Optional.empty();
      }
      String named =
          unlisted.stream()
              .limit(NAMED)
              .map(SettingsWriter::quoted)
              .collect(Collectors.joining(", "));
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s lacks %,d images whose names have line breaks; name them in data.exclude: %s%s",
              exclude.getFileName(),
              unlisted.size(),
              named,
              unlisted.size() > NAMED ? ", ..." : ""));
    }
  }

  private static boolean fitsALine(String name) {
    return name.indexOf('\n') < 0 && name.indexOf('\r') < 0;
  }

  /**
   * Writes {@code index.html}, {@code findings.csv} and {@code exclude.txt} into a report folder.
   */
  public static Files write(Path folder, String title, Checkup checkup) {
    ReportFiles files = new ReportFiles(folder.resolve("report"));
    Path findings = files.write("findings.csv", Csv.table(COLUMNS, rows(checkup)));
    Map<Boolean, List<String>> byLines =
        checkup.exclude().stream().collect(Collectors.partitioningBy(HealthReport::fitsALine));
    String excluded =
        byLines.get(true).stream().map(name -> name + "\n").collect(Collectors.joining());
    Path exclude = files.write("exclude.txt", excluded);
    Path page = files.page("health.jte", HealthPage.of(title, checkup));
    return new Files(page, findings, exclude, byLines.get(false));
  }

  /**
   * A line of {@code findings.csv}.
   *
   * @param kind such as {@code suspected-label}
   * @param image its name
   * @param subset what it is used for; may be empty
   * @param label name of its class; may be empty
   * @param other another image's name, a class, or a reason; may be empty
   * @param value how much, as a number; may be empty
   */
  public record Finding(
      String kind, String image, String subset, String label, String other, String value) {}

  /** Returns where the findings of a check lie in its folder. */
  public static Path findings(Path folder) {
    return folder.resolve("report").resolve("findings.csv");
  }

  /**
   * Reads the findings of a check's folder.
   *
   * @throws io.headstart.Failure when they are not there or damaged
   */
  public static List<Finding> read(Path folder) {
    Path file = findings(folder);
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(RunFile.text(file), format)) {
      if (!parser.getHeaderNames().equals(COLUMNS)) {
        throw RunFile.damaged(file, "other columns", String.join(",", COLUMNS));
      }
      List<Finding> findings = new ArrayList<>();
      for (CSVRecord row : parser) {
        if (row.size() != COLUMNS.size()) {
          throw RunFile.damaged(file, row.size() + " fields", COLUMNS.size() + " fields a line");
        }
        findings.add(
            new Finding(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)));
      }
      return findings;
    } catch (IOException | UncheckedIOException e) {
      throw RunFile.damaged(file, "text that is not CSV: " + e.getMessage(), "a CSV file");
    }
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
    for (Contradiction one : checkup.contradictions()) {
      one.images().stream()
          .filter(image -> image != one.kept())
          .forEach(
              image -> rows.add(row(images, "contradiction", image, images.name(one.kept()), "")));
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
