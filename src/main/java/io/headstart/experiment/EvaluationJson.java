package io.headstart.experiment;

import com.google.gson.Gson;
import io.headstart.metrics.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code evaluation.json}: which set, how many images, the confusion matrix. */
final class EvaluationJson {
  private EvaluationJson() {}

  static String of(String set, Evaluation evaluation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("set", set);
    fields.put("count", evaluation.count());
    fields.put("confusion", evaluation.confusion().counts());
    return new Gson().toJson(fields) + "\n";
  }
}
