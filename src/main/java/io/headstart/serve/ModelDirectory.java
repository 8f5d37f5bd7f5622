package io.headstart.serve;

import io.headstart.http.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models of a server, and what the Open Inference Protocol tells of them. */
final class ModelDirectory {
  private final Map<String, ServedModel> models;

  /** Takes one or more models; the first is the one that is meant where none is named. */
  ModelDirectory(List<ServedModel> all) {
    this.models = new LinkedHashMap<>();
    all.forEach(model -> models.put(model.name(), model));
  }

  List<ServedModel> all() {
    return List.copyOf(models.values());
  }

  ServedModel first() {
    return models.values().iterator().next();
  }

  /**
   * Returns a model.
   *
   * @throws Refusal (404) when none has the name
   */
  ServedModel find(String name) {
    ServedModel model = models.get(name);
    if (model == null) {
      throw Refusal.of(
          404,
          "there is no such model",
          name,
          String.join(", ", models.keySet()),
          "see /v2/models");
    }
    return model;
  }

  /** As {@link #find(String)}, of one version: that which answers now. */
  ServedModel find(String name, String version) {
    ServedModel model = find(name);
    String now = model.version().id();
    if (!now.equals(version)) {
      throw Refusal.of(
          404,
          "the model has no such version now",
          version,
          now,
          "leave `/versions/...` out for the one that answers now");
    }
    return model;
  }

  /** {@code GET /v2/models}: names, versions, hashes and classes. */
  Map<String, Object> list() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ServedModel model : models.values()) {
      ModelVersion version = model.version();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", model.name());
      one.put("version", version.id());
      one.put("hash", version.hash());
      one.put("classes", version.classes());
      one.put("unknown", version.isCalibrated());
      list.add(one);
    }
    return Map.of("models", list);
  }

  /** {@code GET /v2/models/{model}}: the protocol's metadata. */
  static Map<String, Object> metadata(ServedModel model) {
    ModelVersion version = model.version();
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", model.name());
    metadata.put("versions", List.of(version.id()));
    metadata.put("platform", "headstart");
    // One of the two.
    metadata.put(
        "inputs",
        List.of(
            tensor(InputTensor.IMAGE, "BYTES", List.of(-1)),
            tensor(InputTensor.PIXELS, "UINT8", List.of(-1, -1, -1, 3))));
    List<Map<String, Object>> outputs = new ArrayList<>();
    ClassifyAction.outputTypes(version)
        .forEach(
            (name, type) ->
                outputs.add(
                    tensor(
                        name,
                        type,
                        name.equals("probabilities")
                            ? List.of(-1, version.classes().size())
                            : List.of(-1))));
    metadata.put("outputs", outputs);
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("hash", version.hash());
    parameters.put("classes", version.classes());
    parameters.put("batch", version.size().best());
    parameters.put("drift", version.drift().isPresent());
    metadata.put("parameters", parameters);
    return metadata;
  }

  private static Map<String, Object> tensor(String name, String type, List<Integer> shape) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("name", name);
    tensor.put("datatype", type);
    tensor.put("shape", shape);
    return tensor;
  }
}
