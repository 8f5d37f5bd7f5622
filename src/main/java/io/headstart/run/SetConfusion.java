package io.headstart.run;

import com.google.gson.Gson;
import io.headstart.metrics.ConfusionMatrix;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code evaluation.json} of a run: which class was taken for which.
 *
 * @param set the evaluated images, for example {@code test}
 * @param matrix of all images of the set
 */
public record SetConfusion(String set, ConfusionMatrix matrix) {
  /** Returns the file's text. */
  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("set", set);
    fields.put("count", matrix.total());
    fields.put("confusion", matrix.counts());
    return new Gson().toJson(fields) + "\n";
  }

  /**
   * Reads the file.
   *
   * @param classes of the run
   * @throws io.headstart.Failure when it is damaged or of other classes
   */
  static SetConfusion read(Path file, int classes) {
    JsonFields fields = JsonFields.read(file);
    List<List<Integer>> rows = fields.required("confusion", JsonFields::countRows);
    int[][] counts =
        rows.stream()
            .map(row -> row.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    ConfusionMatrix matrix;
    try {
      matrix = ConfusionMatrix.ofCounts(counts);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw RunFile.damaged(file, "confusion: " + e.getMessage(), "a square matrix of counts");
    }
    if (classes != matrix.classes()) {
      throw RunFile.damaged(
          file,
          "a confusion matrix of " + matrix.classes() + " classes",
          classes + " classes, as in " + RunFile.MANIFEST);
    }
    if (fields.required("count", JsonFields::count) != matrix.total()) {
      throw fields.wrong("count", matrix.total() + ", the sum of the confusion matrix");
    }
    return new SetConfusion(fields.required("set", JsonFields::text), matrix);
  }
}
