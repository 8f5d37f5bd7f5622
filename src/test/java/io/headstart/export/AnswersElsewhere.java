package io.headstart.export;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headstart.data.DecodedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prints what an export answers in another program, for {@code benchmarks/export}: a line an image,
 * with its file's name, a tab, and the probability of each class as JSON. A folder runs in DJL, as
 * anybody would load it, another file in ONNX Runtime.
 *
 * <p>Arguments: the export, a folder with images.
 */
final class AnswersElsewhere {
  private static final List<String> CIFAR10 =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private AnswersElsewhere() {}

  public static void main(String[] args) throws Exception {
    Path export = Path.of(args[0]);
    List<Path> images;
    try (Stream<Path> files = Files.list(Path.of(args[1]))) {
      images = files.sorted().toList();
    }
    if (Files.isDirectory(export)) {
      inDjl(export, images);
    } else {
      inOnnxRuntime(export, images);
    }
  }

  private static void inDjl(Path folder, List<Path> images) throws Exception {
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(folder)
            .optEngine("PyTorch")
            .optArgument("topK", "10")
            .build();
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      for (Path image : images) {
        Input input = new Input();
        input.add("data", Files.readAllBytes(image));
        Map<String, Double> answer = new LinkedHashMap<>();
        String given = predictor.predict(input).getData().getAsString();
        for (JsonElement one : new Gson().fromJson(given, JsonArray.class)) {
          JsonObject fields = one.getAsJsonObject();
          answer.put(
              fields.get("className").getAsString(), fields.get("probability").getAsDouble());
        }
        print(image, answer);
      }
    }
  }

  private static void inOnnxRuntime(Path file, List<Path> images) throws Exception {
    try (ExportedModel model = OnnxModel.open(file).orElseThrow()) {
      for (Path image : images) {
        DecodedImage decoded = DecodedImage.read(image);
        float[] given = model.probabilities(decoded.pixels(), 1, decoded.height(), decoded.width());
        Map<String, Double> answer = new LinkedHashMap<>();
        for (int c = 0; c < given.length; c++) {
          answer.put(CIFAR10.get(c), (double) given[c]);
        }
        print(image, answer);
      }
    }
  }

  private static void print(Path image, Map<String, Double> answer) {
    System.out.println(image.getFileName() + "\t" + new Gson().toJson(answer));
  }
}
