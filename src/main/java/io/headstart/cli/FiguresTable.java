package io.headstart.cli;

import io.headstart.metrics.CalibrationFigures;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import io.headstart.metrics.WilsonInterval;
import io.headstart.run.SetCalibration;
import java.util.Locale;
import java.util.Map;

/** Writes figures of sets for the terminal. */
final class FiguresTable {
  private FiguresTable() {}

  /**
   * Prints one line a set.
   *
   * @param classes how many there are
   */
  static void print(Map<String, SetFigures> figures, int classes) {
    figures.forEach(
        (set, reached) -> {
          StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-10s", set));
          for (Metric metric : Metrics.shown(classes)) {
            line.append(' ').append(metric.label()).append(' ').append(value(reached, metric, 6));
            line.append("  ");
          }
          System.out.printf(Locale.ROOT, "%s %,d images%n", line, reached.count());
        });
  }

  /** Prints what calibration came to on a set. */
  static void print(SetCalibration calibration) {
    CalibrationFigures figures = calibration.figures();
    System.out.printf(
        Locale.ROOT,
        "  calibrated: temperature %.3f, calibration error %.2f %% (before: %.2f %%) on the %s images%n",
        calibration.temperature(),
        100 * figures.after().expectedCalibrationError(),
        100 * figures.before().expectedCalibrationError(),
        calibration.set());
    if (calibration.leastConfidence().isPresent() || calibration.greatestNovelty().isPresent()) {
      WilsonInterval interval = WilsonInterval.of(figures.answeredAccuracy(), figures.answered());
      System.out.printf(
          Locale.ROOT,
          "  unknown: %.2f %% of them (%,d uncertain, %,d novel); accuracy of the others"
              + " %.2f %% (%.2f..%.2f)%n",
          100 * figures.unknownShare(),
          figures.count() - figures.answered() - figures.novel(),
          figures.novel(),
          100 * figures.answeredAccuracy(),
          100 * interval.low(),
          100 * interval.high());
    }
  }

  /**
   * Returns the value of a metric, a share of images with its 95 % interval.
   *
   * @param width of a percentage
   */
  static String value(SetFigures figures, Metric metric, int width) {
    double value = figures.value(metric).orElse(Double.NaN);
    if (metric.kind() == Metric.Kind.LOSS) {
      return String.format(Locale.ROOT, "%.4f", value);
    }
    String percent = String.format(Locale.ROOT, "%" + width + ".2f %%", 100 * value);
    return figures
        .interval(metric)
        .map(
            interval ->
                String.format(
                    Locale.ROOT,
                    "%s (%.2f..%.2f)",
                    percent,
                    100 * interval.low(),
                    100 * interval.high()))
        .orElse(percent);
  }
}
