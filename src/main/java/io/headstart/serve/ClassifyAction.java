package io.headstart.serve;

import io.headstart.http.BodyLimits;
import io.headstart.http.Exchange;
import io.headstart.http.Refusal;
import io.headstart.http.Reply;
import io.headstart.http.RequestBody;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What is asked of models: from a body to its images to their answers. Bodies are read, images
 * decoded and classified elsewhere; an exchange passes through here in between.
 */
final class ClassifyAction {
  private static final int TOP = 5;
  private static final String PROBABILITIES = "probabilities";
  private static final String LABEL = "label";
  private static final String UNKNOWN = "unknown";
  private static final String CALIBRATED = "calibrated_probability";

  private final ModelDirectory models;
  private final Admission admission;
  private final Limits limits;
  private final Executor executor;
  private final BodyLimits bodies;

  /**
   * Answers by some models.
   *
   * @param executor builds answers
   */
  ClassifyAction(ModelDirectory models, Admission admission, Limits limits, Executor executor) {
    this.models = models;
    this.admission = admission;
    this.limits = limits;
    this.executor = executor;
    this.bodies =
        new BodyLimits(
            limits.bodyBytes(),
            limits.allBodyBytes(),
            "send a smaller image or fewer at once, or start the server with a greater --max-body");
  }

  /** {@code POST /classify?model=NAME&top=K}. */
  void classify(Exchange exchange) {
    String asked = exchange.query("model");
    ServedModel model = asked == null ? models.first() : models.find(asked);
    int top = top(exchange.query("top"));
    String type = exchange.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
    body(
        exchange,
        body -> {
          UploadedImages images = UploadedImages.of(body, type, limits);
          answer(
              exchange,
              model,
              images.images(),
              classified -> Reply.json(document(model, classified, images, top)));
        });
  }

  private static int top(String asked) {
    if (asked == null) {
      return TOP;
    }
    if (!asked.matches("[1-9]\\d{0,5}")) {
      throw Refusal.bad(
          "top is no number of classes", "top=" + asked, "1 or more", "leave it out for " + TOP);
    }
    return Integer.parseInt(asked);
  }

  private static Map<String, Object> document(
      ServedModel model, ServedModel.Classified classified, UploadedImages images, int top) {
    List<Map<String, Object>> predictions = new ArrayList<>();
    for (int i = 0; i < images.images().size(); i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      images.names().get(i).ifPresent(name -> one.put("file", name));
      one.putAll(classified.predictions().get(i).fields(top));
      predictions.add(one);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("model", model.name());
    document.put("hash", classified.version().hash());
    document.put("predictions", predictions);
    return document;
  }

  /** {@code POST /v2/models/{model}/infer}. */
  void infer(Exchange exchange, ServedModel model) {
    body(
        exchange,
        body -> {
          InferRequest request = InferRequest.read(body, limits);
          Set<String> outputs = outputs(model.version(), request.outputs());
          answer(
              exchange,
              model,
              request.images(),
              classified -> {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("model_name", model.name());
                document.put("model_version", classified.version().id());
                request.id().ifPresent(id -> document.put("id", id));
                document.put("outputs", tensors(classified, outputs));
                return Reply.json(document);
              });
        });
  }

  /** Returns the names and types of what a model gives, as its metadata lists them. */
  static Map<String, String> outputTypes(ModelVersion version) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put(PROBABILITIES, "FP64");
    types.put(LABEL, "BYTES");
    types.put(UNKNOWN, "BOOL");
    if (version.isCalibrated()) {
      types.put(CALIBRATED, "FP64");
    }
    return types;
  }

  private static Set<String> outputs(ModelVersion version, Set<String> asked) {
    Set<String> all = new LinkedHashSet<>(outputTypes(version).keySet());
    Set<String> others = new LinkedHashSet<>(asked);
    others.removeAll(all);
    if (!others.isEmpty()) {
      throw Refusal.bad(
          "the model has no such output",
          String.join(", ", others),
          String.join(", ", all),
          "leave `outputs` out for all of them");
    }
    return asked.isEmpty() ? all : asked;
  }

  private static List<Map<String, Object>> tensors(
      ServedModel.Classified classified, Set<String> outputs) {
    List<String> classes = classified.version().classes();
    List<Prediction> predictions = classified.predictions();
    int count = predictions.size();
    List<Map<String, Object>> tensors = new ArrayList<>();
    outputTypes(classified.version())
        .forEach(
            (name, type) -> {
              if (outputs.contains(name)) {
                List<Object> data = new ArrayList<>();
                predictions.forEach(prediction -> data.addAll(values(prediction, name, classes)));
                Map<String, Object> tensor = new LinkedHashMap<>();
                tensor.put("name", name);
                tensor.put("datatype", type);
                tensor.put(
                    "shape",
                    name.equals(PROBABILITIES) ? List.of(count, classes.size()) : List.of(count));
                tensor.put("data", data);
                tensors.add(tensor);
              }
            });
    return tensors;
  }

  private static List<?> values(Prediction prediction, String output, List<String> classes) {
    return switch (output) {
      case PROBABILITIES -> {
        Map<String, Double> byName = new LinkedHashMap<>();
        prediction.classes().forEach(c -> byName.put(c.name(), c.probability()));
        yield classes.stream().map(byName::get).toList();
      }
      case LABEL -> List.of(prediction.label());
      case UNKNOWN -> List.of(prediction.unknown());
      default -> List.of(prediction.confidence().orElseThrow().probability());
    };
  }

  /** Works on a body. */
  @FunctionalInterface
  private interface BodyWork {
    void on(byte[] body);
  }

  /** Makes an answer of what was classified. */
  @FunctionalInterface
  private interface Document {
    Reply of(ServedModel.Classified classified);
  }

  private void body(Exchange exchange, BodyWork work) {
    failing(
        exchange,
        RequestBody.read(exchange, bodies)
            .thenAccept(
                body -> {
                  exchange.received();
                  work.on(body);
                }));
  }

  private void answer(
      Exchange exchange, ServedModel model, List<ImageInput> images, Document document) {
    exchange.request().setAttribute(AccessLog.MODEL, model.name());
    exchange.request().setAttribute(AccessLog.IMAGES, images.size());
    admission.enter(exchange, images.size(), model.version().size().imagesPerSecond());
    failing(
        exchange,
        model
            .classify(images, exchange)
            .thenAcceptAsync(classified -> exchange.answer(document.of(classified)), executor));
  }

  private static void failing(Exchange exchange, CompletableFuture<Void> work) {
    var unused =
        work.exceptionally(
            problem -> {
              exchange.fail(problem);
              return null;
            });
  }
}
