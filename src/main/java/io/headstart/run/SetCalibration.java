package io.headstart.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.metrics.CalibrationFigures;
import io.headstart.metrics.Reliability;
import io.headstart.metrics.RiskCoverage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code calibration.json} of a run: what calibration did to a set of images.
 *
 * @param set the images, for example {@code test}
 * @param temperature the logits were divided by
 * @param leastConfidence below which an image is unknown, if any is
 * @param greatestNovelty above which an image is unknown, if any is
 * @param figures what came of it
 */
public record SetCalibration(
    String set,
    double temperature,
    Optional<Double> leastConfidence,
    Optional<Double> greatestNovelty,
    CalibrationFigures figures) {
  /** Points of the curve that are kept. */
  private static final int POINTS = 200;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** Returns the fields of a JSON document, without bins and points. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("set", set);
    fields.put("count", figures.count());
    fields.put("temperature", temperature);
    leastConfidence.ifPresent(value -> fields.put("least-confidence", value));
    greatestNovelty.ifPresent(value -> fields.put("greatest-novelty", value));
    fields.put("calibration-error-before", figures.before().expectedCalibrationError());
    fields.put("calibration-error", figures.after().expectedCalibrationError());
    fields.put("loss-before", figures.lossBefore());
    fields.put("loss", figures.lossAfter());
    fields.put("answered", figures.answered());
    fields.put("correct", figures.correct());
    fields.put("novel", figures.novel());
    return fields;
  }

  /** Returns the file's text. */
  public String json() {
    Map<String, Object> fields = fields();
    fields.put("reliability-before", figures.before().bins());
    fields.put("reliability", figures.after().bins());
    fields.put("risk-coverage", figures.curve().thinned(POINTS).points());
    return GSON.toJson(fields) + "\n";
  }

  /**
   * Reads the file.
   *
   * @throws io.headstart.Failure when it is damaged
   */
  public static SetCalibration read(Path file) {
    JsonFields fields = JsonFields.read(file);
    CalibrationFigures figures =
        new CalibrationFigures(
            reliability(fields, "reliability-before"),
            reliability(fields, "reliability"),
            fields.required("loss-before", JsonFields::number),
            fields.required("loss", JsonFields::number),
            curve(fields),
            fields.required("count", JsonFields::count),
            fields.required("answered", JsonFields::count),
            fields.required("correct", JsonFields::count),
            fields.required("novel", JsonFields::count));
    if (figures.answered() > figures.count() || figures.correct() > figures.answered()) {
      throw fields.wrong("answered", "from correct to count");
    }
    return new SetCalibration(
        fields.required("set", JsonFields::text),
        fields.required("temperature", JsonFields::number),
        fields.number("least-confidence"),
        fields.number("greatest-novelty"),
        figures);
  }

  private static Reliability reliability(JsonFields fields, String key) {
    List<JsonFields> bins = fields.required(key, JsonFields::objects);
    if (bins.size() != Reliability.BINS) {
      throw fields.wrong(key, Reliability.BINS + " bins");
    }
    return new Reliability(
        bins.stream()
            .map(
                bin ->
                    new Reliability.Bin(
                        bin.required("count", JsonFields::count),
                        share(bin, "confidence"),
                        share(bin, "accuracy")))
            .toList());
  }

  private static RiskCoverage curve(JsonFields fields) {
    return new RiskCoverage(
        fields.required("risk-coverage", JsonFields::objects).stream()
            .map(
                point ->
                    new RiskCoverage.Point(
                        share(point, "threshold"), share(point, "coverage"), share(point, "risk")))
            .toList());
  }

  private static double share(JsonFields fields, String key) {
    double value = fields.required(key, JsonFields::number);
    if (!(value >= 0 && value <= 1)) {
      throw fields.wrong(key, "a fraction, 0..1");
    }
    return value;
  }
}
