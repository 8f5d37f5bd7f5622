package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.metrics.Spread;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a report said beside what was measured: Markdown, CSV and a page.
 *
 * @param title of the report
 * @param lines in order
 */
public record ReproductionTable(String title, List<Line> lines) {
  private static final List<String> COLUMNS =
      List.of("run", "figure", "images", "reported", "measured", "difference", "", "seconds");

  /** Below this many standard errors a shortfall may be chance. */
  private static final double STANDARD_ERRORS = 2;

  /** Relative errors of central differences below this are float64's, not the gradient's. */
  private static final double ROUNDING = 1e-6;

  /** How a figure is written and judged. */
  public enum Kind {
    /** A fraction, shown in percent; more is better. */
    ACCURACY,
    /** A fraction, shown in percent, of a run that failed: it is to be reproduced, not beaten. */
    FAILURE,
    /** Less is better. */
    LOSS,
    /** An error of the arithmetic; less is better. */
    ERROR,
    /** A choice: neither more nor less is better. */
    RATE,
    /** A size: neither more nor less is better. */
    NORM
  }

  /**
   * One figure of one run.
   *
   * @param run the row's name
   * @param figure for example test accuracy
   * @param kind how it is judged
   * @param images it was measured on; 0 where that has no meaning
   * @param reported by the report, in the figure's own unit (a fraction for accuracies)
   * @param measured mean and deviation over seeds
   * @param seconds the run took, without the extraction of features
   * @param note what a reader should know; may be empty
   */
  public record Line(
      String run,
      String figure,
      Kind kind,
      int images,
      Optional<Double> reported,
      Spread measured,
      double seconds,
      String note) {

    /**
     * Returns met, within noise or rounding, short or not reproduced; nothing where there is
     * nothing to judge.
     */
    public String verdict() {
      if (reported.isEmpty() || kind == Kind.RATE || kind == Kind.NORM) {
        return "";
      }
      double difference = measured.mean() - reported.get();
      if (kind == Kind.FAILURE) {
        boolean close = Math.abs(difference) <= STANDARD_ERRORS * standardError();
        return close ? "met" : "not reproduced";
      }
      double ahead = kind == Kind.ACCURACY ? difference : -difference;
      if (ahead >= 0) {
        return "met";
      }
      if (kind == Kind.ERROR && measured.mean() < ROUNDING) {
        return "within rounding";
      }
      return -ahead <= STANDARD_ERRORS * standardError() ? "within noise" : "short";
    }

    /**
     * Returns the standard error of the difference: of both accuracies as drawn from as many
     * images, and of the mean over seeds. For losses only the latter is known.
     */
    private double standardError() {
      double seeds = measured.deviation() / Math.sqrt(measured.count());
      boolean share = kind == Kind.ACCURACY || kind == Kind.FAILURE;
      return share
          ? Math.hypot(
              seeds,
              Math.hypot(
                  standardError(measured.mean(), images), standardError(reported.get(), images)))
          : seeds;
    }

    /** Returns that of a share of images, sqrt(p(1-p)/n) of the binomial distribution. */
    private static double standardError(double share, int images) {
      return images == 0 ? 0 : Math.sqrt(share * (1 - share) / images);
    }

    private List<String> cells() {
      String difference = reported.isEmpty() ? "" : signed(measured.mean() - reported.get());
      return List.of(
          run,
          figure,
          images == 0 ? "" : String.format(Locale.ROOT, "%,d", images),
          reported.map(this::shown).orElse(""),
          measured.count() == 1
              ? shown(measured.mean())
              : "%s \u00b1 %s (%d seeds)"
                  .formatted(shown(measured.mean()), shown(measured.deviation()), measured.count()),
          difference,
          verdict(),
          String.format(Locale.ROOT, "%.0f", seconds));
    }

    private List<?> fields() {
      return List.of(
          run,
          figure,
          images,
          reported.map(String::valueOf).orElse(""),
          measured.mean(),
          measured.deviation(),
          measured.count(),
          verdict(),
          seconds);
    }

    private String signed(double difference) {
      return (difference < 0 ? "\u2212" : "+") + shown(Math.abs(difference));
    }

    private String shown(double value) {
      return switch (kind) {
        case ACCURACY, FAILURE -> String.format(Locale.ROOT, "%.2f", 100 * value);
        case LOSS -> String.format(Locale.ROOT, "%.3f", value);
        case ERROR, NORM -> String.format(Locale.ROOT, "%.1e", value);
        case RATE -> String.format(Locale.ROOT, "%.4g", value);
      };
    }
  }

  /** Returns the table as Markdown, notes below it. */
  public String markdown() {
    StringBuilder text = new StringBuilder("## " + title + "\n\n");
    text.append("| ").append(String.join(" | ", COLUMNS)).append(" |\n");
    text.append("|---".repeat(COLUMNS.size())).append("|\n");
    for (Line line : lines) {
      text.append("| ").append(String.join(" | ", line.cells())).append(" |\n");
    }
    for (String note : notes()) {
      text.append("\n- ").append(note);
    }
    return text.append(notes().isEmpty() ? "" : "\n").toString();
  }

  /** Returns the table as CSV with full digits; accuracies are fractions. */
  public String csv() {
    return Csv.table(
        List.of(
            "run",
            "figure",
            "images",
            "reported",
            "measured",
            "deviation",
            "seeds",
            "verdict",
            "seconds"),
        lines.stream().map(Line::fields).toList());
  }

  /** Returns the table for a terminal. */
  public String text() {
    return table().text();
  }

  /**
   * Writes {@code table.md}, {@code table.csv} and {@code index.html} into a folder.
   *
   * @return the page
   */
  public Path write(Path folder) {
    ReportFiles files = new ReportFiles(folder);
    files.write("table.md", markdown());
    files.write("table.csv", csv());
    return files.page(
        "result.jte",
        new ResultPage(
            "Headstart reproduction",
            title,
            "What the report said beside what was measured.",
            List.of(),
            table(),
            notes()));
  }

  private Table table() {
    return new Table(
        Look.NUMBERS,
        "",
        COLUMNS,
        lines.stream()
            .map(line -> Row.of(line.run(), line.cells().subList(1, COLUMNS.size())))
            .toList());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Line line : lines) {
      String note = line.run() + ": " + line.note();
      if (!line.note().isEmpty() && !notes.contains(note)) {
        notes.add(note);
      }
    }
    return notes;
  }
}
