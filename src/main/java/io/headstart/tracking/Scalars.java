package io.headstart.tracking;

import io.headstart.metrics.SetFigures;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a run by the names that trackers show them under. */
public final class Scalars {
  /** Steps within epochs at most: more are slow to draw, and to send. */
  public static final int MOST_UPDATES = 1_000;

  private Scalars() {}

  /** Returns the figures of an epoch, such as {@code validation/accuracy}. */
  public static Map<String, Double> of(History.Row row) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("learning-rate", row.learningRate());
    values.put("batch/loss", row.batchLoss());
    values.put("batch/cost", row.batchCost());
    row.sets()
        .forEach(
            (set, evaluated) ->
                evaluated
                    .values()
                    .forEach((metric, value) -> values.put(set + "/" + metric, value)));
    return values;
  }

  /**
   * Figures of one step.
   *
   * @param step updates made so far
   */
  public record Step(long step, Map<String, Double> values) {}

  /**
   * Returns the figures within epochs, such as {@code updates/validation/loss}, evenly drawn where
   * there are more than {@link #MOST_UPDATES}; the last is always among them.
   */
  public static List<Step> updates(History history) {
    List<History.Row> all = history.updates();
    int count = Math.min(all.size(), MOST_UPDATES);
    List<Step> steps = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      History.Row row = all.get((int) ((long) i * all.size() / count) - 1);
      Map<String, Double> values = new LinkedHashMap<>();
      of(row).forEach((name, value) -> values.put("updates/" + name, value));
      steps.add(new Step(row.updates(), values));
    }
    return steps;
  }

  /** Returns the figures a run ends with, such as {@code result/test/accuracy}. */
  public static Map<String, Double> results(Manifest manifest) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String set : SetFigures.SETS) {
      manifest
          .figures(set)
          .ifPresent(
              figures ->
                  figures
                      .values()
                      .forEach(
                          (metric, value) -> values.put("result/" + set + "/" + metric, value)));
    }
    return values;
  }
}
