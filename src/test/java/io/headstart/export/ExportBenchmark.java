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
import io.headstart.Progress;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.data.DecodedImage;
import io.headstart.experiment.Context;
import io.headstart.experiment.EvaluateFlow;
import io.headstart.experiment.ExportFlow;
import io.headstart.experiment.PredictFlow;
import io.headstart.experiment.TrainFlow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For {@code benchmarks/export}: trains a head, predicts and evaluates images, exports it and lets
 * DJL and ONNX Runtime answer for the same images. In the folder of the head lie then {@code
 * model.pt} and, as JSON, {@code evaluate} (the confusion matrix) and {@code predict}, {@code djl}
 * and {@code onnx}: the probability of each class by file.
 *
 * <p>Arguments: a folder, images in it named {@code images}, a head's name, its settings.
 */
final class ExportBenchmark {
  private final Path folder;
  private final List<Path> images;
  private final List<String> classes;

  private ExportBenchmark(Path folder, List<Path> images, List<String> classes) {
    this.folder = folder;
    this.images = images;
    this.classes = classes;
  }

  public static void main(String[] args) throws Exception {
    Path work = Path.of(args[0]);
    String name = args[1];
    Context context =
        new Context(work.resolve("home"), Progress.NONE, () -> false).withoutNetwork();
    List<String> overrides = new ArrayList<>(List.of(args).subList(2, args.length));
    overrides.add("checkpoint.directory=\"" + work.resolve("checkpoints") + "\"");
    overrides.add("checkpoint.name=" + name);
    Settings settings = SettingsReader.parse("", "defaults", overrides);
    TrainFlow.train(settings, context);
    Checkpoints all = new Checkpoints(work.resolve("checkpoints"));
    Checkpoint checkpoint = all.find(name);
    List<Path> images;
    try (Stream<Path> files = Files.list(work.resolve("images"))) {
      images = files.sorted().toList();
    }
    List<String> classes = checkpoint.finishedManifest().classes();
    Path folder = Files.createDirectories(work.resolve("heads").resolve(name));
    ExportBenchmark benchmark = new ExportBenchmark(folder, images, classes);
    benchmark.write(
        "evaluate",
        EvaluateFlow.run(Optional.of(name), all, List.of(), context)
            .evaluation()
            .confusion()
            .counts());
    Map<String, Map<String, Double>> predicted = new LinkedHashMap<>();
    for (PredictFlow.FilePrediction one :
        PredictFlow.run(PredictFlow.Question.of(checkpoint, List.of(), images), context)) {
      Map<String, Double> answer = new LinkedHashMap<>();
      one.prediction().classes().forEach(c -> answer.put(c.name(), c.probability()));
      predicted.put(Path.of(one.file()).getFileName().toString(), answer);
    }
    benchmark.write("predict", predicted);
    for (ExportFormat format :
        List.of(ExportFormat.TORCHSCRIPT, ExportFormat.DJL_SERVING, ExportFormat.ONNX)) {
      ExportFlow.run(
          checkpoint,
          List.of(),
          new ExportFlow.Request(
              format,
              Optional.of(folder.resolve("model" + format.extension())),
              Optional.empty(),
              true,
              false),
          context);
    }
    benchmark.inDjl();
    benchmark.inOnnxRuntime();
  }

  private void inDjl() throws Exception {
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(folder.resolve("model"))
            .optEngine("PyTorch")
            .optArgument("topK", "10")
            .build();
    Map<String, Map<String, Double>> answers = new LinkedHashMap<>();
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
        answers.put(image.getFileName().toString(), answer);
      }
    }
    write("djl", answers);
  }

  private void inOnnxRuntime() throws Exception {
    Map<String, Map<String, Double>> answers = new LinkedHashMap<>();
    try (ExportedModel model = OnnxModel.open(folder.resolve("model.onnx")).orElseThrow()) {
      for (Path image : images) {
        DecodedImage decoded = DecodedImage.read(image);
        float[] given = model.probabilities(decoded.pixels(), 1, decoded.height(), decoded.width());
        Map<String, Double> answer = new LinkedHashMap<>();
        for (int c = 0; c < given.length; c++) {
          answer.put(classes.get(c), (double) given[c]);
        }
        answers.put(image.getFileName().toString(), answer);
      }
    }
    write("onnx", answers);
  }

  private void write(String name, Object document) throws IOException {
    Files.writeString(folder.resolve(name), new Gson().toJson(document));
  }
}
