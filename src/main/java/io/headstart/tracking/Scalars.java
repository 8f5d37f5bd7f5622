package io.headstart.tracking;

import io.headstart.metrics.SetFigures;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a run by the names that trackers show them under. */
public final class Scalars {
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
