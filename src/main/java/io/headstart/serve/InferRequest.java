package io.headstart.serve;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.headstart.http.Refusal;
import io.headstart.inference.ImageInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An inference request of the Open Inference Protocol, version 2, as JSON. It is read token by
 * token: a body of numbers takes a byte for each, not a tree of objects.
 *
 * @param id that the answer repeats; empty where there is none
 * @param images of its input tensor
 * @param outputs asked for; empty for all
 */
record InferRequest(Optional<String> id, List<ImageInput> images, Set<String> outputs) {
  private static final String NEXT = "see /openapi.json and the model's metadata";
  private static final String ACCEPTED =
      "{\"inputs\": [{\"name\", \"shape\", \"datatype\", \"data\"}]} with one input";

  /**
   * Reads a body.
   *
   * @throws Refusal when it is no such request, or has other inputs than a classifier takes
   */
  static InferRequest read(byte[] body, Limits limits) {
    // A byte that is no UTF-8 becomes a sign that no name and no number has.
    try (JsonReader in =
        new JsonReader(
            new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8))) {
      in.setStrictness(Strictness.STRICT);
      InferRequest request = request(in, limits);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw bad("there is more behind the request", in.getPath());
      }
      return request;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw bad("the body is not the JSON of a request", reason(e));
    }
  }

  /** Gson's messages end with the address of its own manual. */
  private static String reason(Exception e) {
    return String.valueOf(e.getMessage()).split("\\R", 2)[0];
  }

  private static InferRequest request(JsonReader in, Limits limits) throws IOException {
    Optional<String> id = Optional.empty();
    List<InputTensor> inputs = List.of();
    Set<String> outputs = new LinkedHashSet<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = Optional.of(in.nextString());
        case "inputs" -> inputs = inputs(in, limits);
        case "outputs" -> outputs(in, outputs);
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (inputs.size() != 1) {
      throw bad("a classifier takes one input tensor", inputs.size() + " inputs");
    }
    return new InferRequest(id, inputs.get(0).images(limits), outputs);
  }

  private static List<InputTensor> inputs(JsonReader in, Limits limits) throws IOException {
    List<InputTensor> inputs = new ArrayList<>();
    in.beginArray();
    while (in.hasNext()) {
      inputs.add(InputTensor.read(in, limits));
      if (inputs.size() > 1) {
        throw bad("a classifier takes one input tensor", "more than one");
      }
    }
    in.endArray();
    return inputs;
  }

  private static void outputs(JsonReader in, Set<String> names) throws IOException {
    in.beginArray();
    while (in.hasNext()) {
      in.beginObject();
      while (in.hasNext()) {
        if (in.nextName().equals("name")) {
          names.add(in.nextString());
        } else {
          in.skipValue();
        }
      }
      in.endObject();
    }
    in.endArray();
  }

  private static Refusal bad(String failed, String received) {
    return Refusal.bad(failed, received, ACCEPTED, NEXT);
  }
}
