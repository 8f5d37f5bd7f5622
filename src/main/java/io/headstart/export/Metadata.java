package io.headstart.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.backbone.Preprocessing;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a file says of its classifier, as texts by name. */
final class Metadata {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** What a file takes. */
  static final String INPUT = "uint8 [N, H, W, 3], red first";

  private Metadata() {}

  static Map<String, String> of(PortableClassifier classifier) {
    Map<String, String> texts = new TreeMap<>(classifier.notes());
    texts.put("format", "pt");
    texts.put("name", classifier.name());
    texts.put("classes", GSON.toJson(classifier.classes()));
    texts.put("licence", classifier.network().licence());
    texts.put("layers", classifier.head().shape().toString());
    texts.put("input", INPUT);
    texts.put("square", Integer.toString(classifier.square().side()));
    texts.put("resize", classifier.square().resize().name().toLowerCase(Locale.ROOT));
    texts.put(
        "preprocessing",
        classifier.network().preprocessing().map(Preprocessing::text).orElse("none"));
    texts.put("views", Integer.toString(classifier.views().size()));
    texts.put("precision", "float32");
    classifier
        .calibration()
        .ifPresent(
            by -> {
              texts.put("temperature", Double.toString(by.temperature().value()));
              by.leastConfidence()
                  .ifPresent(least -> texts.put("least-confidence", Double.toString(least)));
              by.novelty()
                  .ifPresent(
                      novelty ->
                          texts.put("greatest-novelty", Double.toString(novelty.greatest())));
            });
    return texts;
  }
}
