package io.headstart.report;

import io.headstart.config.SearchSettings;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Reliability;
import io.headstart.metrics.RiskCoverage;
import io.headstart.metrics.SetFigures;
import io.headstart.run.ImagePredictions;
import io.headstart.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of the reports as data: the same tables, cards and charts that are printed, for a page
 * that draws them itself. Everything is a map, a list, a text, a number or a truth value.
 */
public final class ReportData {
  /** Points of the curve over confidence. */
  private static final int POINTS = 400;

  private ReportData() {}

  /** Returns a value of a metric for people, a share of images with its interval. */
  public static String figure(SetFigures figures, Metric metric) {
    return FigureText.value(figures, metric);
  }

  /** Returns a duration for people. */
  public static String seconds(double seconds) {
    return FigureText.seconds(seconds);
  }

  /** Returns a share for people. */
  public static String percent(double share) {
    return FigureText.percent(share);
  }

  /** Returns the parts of a run's report but its images. */
  public static Map<String, Object> run(RunFolder run) {
    ClassFigures classes = ClassFigures.of(run);
    RunPage page =
        new RunPage(run, classes, List.of(), List.of(), List.of(), Gallery.NONE, List.of());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", page.name());
    data.put("status", page.status());
    data.put("summary", page.summary());
    data.put(
        "cards",
        page.cards().stream()
            .map(
                card ->
                    Map.of("label", card.label(), "figure", card.figure(), "remark", card.remark()))
            .toList());
    data.put("figures", table(page.figures()));
    data.put("baselines", table(page.baselines()));
    data.put("curves", charts(RunReport.curves(run)));
    data.put("classes", classes.isEmpty() ? List.of() : classes.names());
    data.put("matrix", classes.isEmpty() ? List.of() : counts(classes));
    data.put("set", classes.set());
    data.put("perClass", classes.isEmpty() ? table(Table.NONE) : table(classes.perClass()));
    data.put("calibration", table(page.calibration()));
    data.put("calibrationCharts", charts(RunReport.ofCalibration(run)));
    data.put("config", run.config().orElse(""));
    data.put("provenance", table(page.provenance()));
    data.put("notes", page.notes());
    return data;
  }

  /** As {@link #run}, of a run of which there is nothing yet but its settings. */
  public static Map<String, Object> begun(String name, String config) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", name);
    for (String list : List.of("summary", "cards", "curves", "classes", "matrix", "notes")) {
      data.put(list, List.of());
    }
    data.put("calibrationCharts", List.of());
    for (String table : List.of("figures", "baselines", "perClass", "calibration", "provenance")) {
      data.put(table, table(Table.NONE));
    }
    data.put("set", "");
    data.put("config", config);
    return data;
  }

  /** Returns the charts of a run's training. */
  public static List<Map<String, Object>> curves(RunFolder run) {
    return charts(RunReport.curves(run));
  }

  /**
   * Returns what a threshold on the confidence comes to on the images that a run was evaluated on:
   * for each of some thresholds the share answered and the share of these that is wrong, and how
   * often answers of a probability are right; empty where the run keeps no predictions. The
   * confidence is the softmax, as {@code predictions.csv} has it, not calibrated.
   */
  public static Map<String, Object> certainty(RunFolder run) {
    List<ImagePredictions.Image> images =
        run.predictions().map(ImagePredictions::images).orElse(List.of());
    if (images.isEmpty()) {
      return Map.of();
    }
    double[] confidence =
        images.stream().mapToDouble(ImagePredictions.Image::probability).toArray();
    boolean[] correct = new boolean[confidence.length];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = images.get(i).correct();
    }
    RiskCoverage all = RiskCoverage.of(confidence, correct);
    Reliability reliability = Reliability.of(confidence, correct);
    List<List<Object>> points = new ArrayList<>();
    for (RiskCoverage.Point point : all.thinned(POINTS).points()) {
      points.add(
          List.of(
              point.threshold(),
              point.coverage(),
              point.risk(),
              FigureText.percent(point.coverage()),
              FigureText.accuracy(
                  1 - point.risk(), (int) Math.round(point.coverage() * images.size()))));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("images", images.size());
    data.put("points", points);
    data.put(
        "charts",
        List.of(
            chart(
                "How often answers of a probability are right.",
                CalibrationView.reliability(reliability)),
            chart(
                "Wrong answers where only the most certain images are answered.",
                CalibrationView.riskCoverage(all.thinned(POINTS)))));
    data.put("calibrationError", FigureText.percent(reliability.expectedCalibrationError()));
    return data;
  }

  /**
   * Returns the parts of a comparison.
   *
   * @param runFolders two or more
   */
  public static Map<String, Object> comparison(List<Path> runFolders) {
    Comparison comparison = Comparison.of(runFolders);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("labels", comparison.labels());
    data.put("figures", table(comparison.figures()));
    data.put("tests", table(comparison.tests()));
    data.put("curves", charts(comparison.charts()));
    data.put("settings", table(comparison.settings()));
    return data;
  }

  /**
   * Returns the parts of a search's report.
   *
   * @param rows from the best down
   */
  public static Map<String, Object> search(SearchSettings search, List<SearchReport.Row> rows) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("settings", SearchReport.settings(search));
    data.put("figures", table(SearchReport.table(search, rows)));
    data.put("curves", charts(SearchReport.charts(search, rows)));
    data.put(
        "trials",
        rows.stream()
            .map(
                row -> {
                  Map<String, Object> trial = new LinkedHashMap<>();
                  trial.put("number", row.number());
                  trial.put("stage", row.stage());
                  trial.put("values", row.values());
                  boolean learnt = Double.isFinite(row.loss());
                  trial.put("accuracy", learnt ? 100 * row.accuracy() : null);
                  return trial;
                })
            .toList());
    return data;
  }

  /** Returns the parts of a range test's report. */
  public static Map<String, Object> range(RangeReport report) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("lead", report.suggestion());
    data.put("curves", charts(report.charts()));
    return data;
  }

  private static List<List<Integer>> counts(ClassFigures classes) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int actual = 0; actual < classes.names().size(); actual++) {
      List<Integer> row = new ArrayList<>();
      for (int predicted = 0; predicted < classes.names().size(); predicted++) {
        row.add(classes.matrix().count(actual, predicted));
      }
      rows.add(row);
    }
    return rows;
  }

  private static Map<String, Object> table(Table table) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("look", table.look().style());
    data.put("caption", table.caption());
    data.put("columns", table.columns());
    data.put("rows", table.rows().stream().map(ReportData::row).toList());
    data.put("totals", table.totals().stream().map(ReportData::row).toList());
    return data;
  }

  private static Map<String, Object> row(Table.Row row) {
    return Map.of(
        "heading",
        row.heading(),
        "cells",
        row.cells().stream().map(Table.Cell::text).toList(),
        "best",
        row.cells().stream().map(Table.Cell::best).toList());
  }

  private static List<Map<String, Object>> charts(List<Chart> charts) {
    return charts.stream()
        .filter(chart -> !chart.drawing().isEmpty() && chart.drawing() instanceof LineChart)
        .map(chart -> chart(chart.caption(), (LineChart) chart.drawing()))
        .toList();
  }

  private static Map<String, Object> chart(String caption, LineChart chart) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("caption", caption);
    data.put("x", chart.x());
    data.put("y", chart.y());
    data.put("logX", chart.logarithmicX());
    data.put("logY", !chart.isEmpty() && chart.logarithmicY());
    data.put(
        "curves",
        chart.curves().stream()
            .map(
                curve ->
                    Map.of(
                        "name", curve.name(),
                        "x", curve.x(),
                        "y", curve.y(),
                        "color", curve.color(),
                        "stroke", curve.stroke().name()))
            .toList());
    return data;
  }
}
