package io.headstart.report;

import io.headstart.metrics.McNemar;
import io.headstart.report.Table.Cell;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import io.headstart.run.ImagePredictions;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** McNemar's test for each two of some runs that were evaluated on the same images. */
record PairTests(List<RunFolder> runs, List<String> labels) {
  /** Below this a difference is marked. */
  private static final double SIGNIFICANT = 0.05;

  /** More runs have more pairs than anybody reads. */
  private static final int MOST_RUNS = 10;

  /** Returns a row for each pair; no rows where no two runs can be compared image by image. */
  Table table() {
    List<Row> rows = new ArrayList<>();
    int count = Math.min(MOST_RUNS, runs.size());
    for (int first = 0; first < count; first++) {
      for (int second = first + 1; second < count; second++) {
        String pair = labels.get(first) + " : " + labels.get(second);
        test(runs.get(first), runs.get(second)).ifPresent(test -> rows.add(row(pair, test)));
      }
    }
    return new Table(
        Look.NUMBERS,
        "McNemar's test, exact, on the images that both runs were evaluated on: the probability p"
            + " of such a difference between two equally good heads. Marked: below 0.05. Of many"
            + " pairs some are below it by chance.",
        List.of("pair", "images", "only first right", "only second right", "difference", "p"),
        rows);
  }

  private static Row row(String pair, McNemar test) {
    return new Row(
        pair,
        List.of(
            new Cell(FigureText.count(test.images()), false),
            new Cell(FigureText.count(test.first()), false),
            new Cell(FigureText.count(test.second()), false),
            new Cell(String.format(Locale.ROOT, "%+.2f\u00a0%%", 100 * test.difference()), false),
            new Cell(
                test.p() < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", test.p()),
                test.p() < SIGNIFICANT)));
  }

  /** Returns the test of two runs; empty where their images are not the same. */
  static Optional<McNemar> test(RunFolder first, RunFolder second) {
    if (first.predictions().isEmpty()
        || second.predictions().isEmpty()
        || !sameData(first.manifest(), second.manifest())) {
      return Optional.empty();
    }
    List<ImagePredictions.Image> one = first.predictions().get().images();
    List<ImagePredictions.Image> other = second.predictions().get().images();
    if (one.size() != other.size()) {
      return Optional.empty();
    }
    boolean[] right = new boolean[one.size()];
    boolean[] otherRight = new boolean[one.size()];
    for (int i = 0; i < right.length; i++) {
      ImagePredictions.Image a = one.get(i);
      ImagePredictions.Image b = other.get(i);
      if (a.image() != b.image() || a.label() != b.label()) {
        return Optional.empty();
      }
      right[i] = a.correct();
      otherRight[i] = b.correct();
    }
    return Optional.of(McNemar.of(right, otherRight));
  }

  /** Indices of images mean the same where the parts that both runs name are the same. */
  private static boolean sameData(Manifest first, Manifest second) {
    Map<String, String> one = hashes(first);
    Map<String, String> other = hashes(second);
    one.keySet().retainAll(other.keySet());
    return first.data().name().equals(second.data().name())
        && first.classes().equals(second.classes())
        && !one.isEmpty()
        && other.entrySet().containsAll(one.entrySet());
  }

  private static Map<String, String> hashes(Manifest manifest) {
    return manifest.data().parts().stream()
        .collect(Collectors.toMap(Manifest.Part::name, Manifest.Part::hash, (a, b) -> a));
  }
}
