package io.headstart.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.engine.TorchRuntime;
import io.headstart.experiment.ExportFlow;
import io.headstart.experiment.ExportFlow.Exported;
import io.headstart.experiment.ExportFlow.Request;
import io.headstart.experiment.PredictFlow;
import io.headstart.experiment.PredictFlow.FilePrediction;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import io.headstart.inference.TrainedOnFolder;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that were really trained, as files, in the programs they are for. */
class ExportedFilesTest {
  private static final Map<String, String[]> KINDS = new LinkedHashMap<>();

  /** Most heads stand on pixels: a network that is drawn anew for every file takes seconds. */
  private static final String PIXELS = "features={backbone: pixels, scaling: symmetric}";

  static {
    KINDS.put("linear", new String[] {PIXELS, "model.hidden=[]"});
    KINDS.put("two-layers", new String[] {PIXELS, "data.resize=pad"});
    KINDS.put(
        "three-layers",
        new String[] {
          "features={backbone: pixels, scaling: unit, standardize: true}",
          "model.hidden=[16, 8]",
          "data.resize=stretch"
        });
    KINDS.put("five-layers", new String[] {PIXELS, "model.hidden=[16, 8, 8, 8]"});
    KINDS.put(
        "components",
        new String[] {
          "features={backbone: pixels, scaling: symmetric, square-root: true, standardize: true,"
              + " pca: {components: 20}}",
          "calibrate={}",
          "data.split.validation=0.25"
        });
    KINDS.put(
        "inner-layers",
        new String[] {"features.layers=[layer2, layer4]", "augment.views=[[], [horizontal-flip]]"});
    KINDS.put(
        "moved",
        new String[] {
          PIXELS,
          "augment.views=[[vertical-flip, {name: translation, minimum: 3, maximum: 3, padding: zero}],"
              + " [{name: brightness, minimum: 1.3, maximum: 1.3}]]"
        });
    KINDS.put(
        "mean-image",
        new String[] {
          "features={backbone: pixels, scaling: mean-image}", "train.learning-rate=1e-4"
        });
    for (String network :
        List.of("resnet50", "mobilenetv3_large_100", "convnext_tiny", "vit_small_patch14_dinov2")) {
      String small = "features={backbone: %s, weights: random, image-size: 56, crop-share: 0.9}";
      KINDS.put(network, new String[] {small.formatted(network)});
    }
    KINDS.put("chance", new String[] {PIXELS, "augment.views=[[], [rotation]]"});
  }

  @TempDir static Path root;
  private static TrainedOnFolder trained;

  @BeforeAll
  static void train() throws Exception {
    trained = TrainedOnFolder.in(root, named("linear"));
    KINDS.keySet().stream().skip(1).forEach(kind -> trained.train(named(kind)));
  }

  private static String[] named(String kind) {
    return Stream.concat(Stream.of(KINDS.get(kind)), Stream.of("checkpoint.name=" + kind))
        .toArray(String[]::new);
  }

  static Stream<String> portable() {
    return KINDS.keySet().stream().filter(kind -> !kind.equals("chance"));
  }

  private static Checkpoint checkpoint(String kind) {
    return new Checkpoints(trained.checkpoints).find(kind);
  }

  private static Exported export(String kind, ExportFormat format, Path output) {
    // Real files of odd shapes, smaller and larger than the square.
    Path images = trained.images.resolve("test");
    return ExportFlow.run(
        checkpoint(kind),
        List.of(),
        new Request(format, Optional.of(output), Optional.of(images), true, false),
        trained.context());
  }

  private static List<FilePrediction> predicted(String kind) {
    return PredictFlow.run(
        PredictFlow.Question.of(
            checkpoint(kind), List.of(), List.of(trained.images.resolve("test"))),
        trained.context());
  }

  @ParameterizedTest
  @MethodSource("portable")
  void torchScriptOnnxAndDjlAnswerAsClassifyDoes(String kind) throws Exception {
    Checkpoint checkpoint = checkpoint(kind);
    PortableClassifier portable =
        ExportFlow.portable(checkpoint, checkpoint.settings(), true, trained.context());
    Path folder = root.resolve("serving").resolve(kind);
    Path onnx = root.resolve(kind + ".onnx");
    // Real files of odd shapes, smaller and larger than the square.
    List<Path> files = files();
    List<Pixels> images = new ArrayList<>();
    for (Path file : files) {
      images.add(decoded(file));
    }
    try (Headstart headstart = Headstart.start(trained.options());
        TorchRuntime torch = TorchRuntime.start(trained.options());
        Classifier classifier = headstart.reference(checkpoint, List.of(), true)) {
      assertHolds(
          new Exporter(ExportFormat.DJL_SERVING, false)
              .write(folder, portable, classifier, images, torch),
          "libtorch");
      assertHolds(
          new Exporter(ExportFormat.ONNX, false).write(onnx, portable, classifier, images, torch),
          "ONNX Runtime");
      assertDjlAnswers(folder, files, classifier);
    }
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String label : TrainedOnFolder.CLASSES) {
      files.addAll(trained.testImages(label));
    }
    return files;
  }

  private static void assertHolds(Optional<Parity> compared, String runtime) {
    Parity parity = compared.orElseThrow();
    assertThat(parity.runtime()).startsWith(runtime);
    assertThat(parity.images()).isEqualTo(15);
    assertThat(parity.labelsEqual()).isEqualTo(15);
    assertThat(parity.greatestDifference()).isLessThan(1e-4);
  }

  private static void assertDjlAnswers(Path folder, List<Path> files, Classifier classifier)
      throws Exception {
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(folder)
            .optEngine("PyTorch")
            .build();
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      for (Path file : files) {
        Input input = new Input();
        input.add("data", Files.readAllBytes(file));
        assertSame(predictor.predict(input), classifier.classify(ImageInput.of(file)));
      }
    }
  }

  private static void assertSame(Output output, Prediction wanted) {
    JsonArray classes =
        new Gson().fromJson(output.getData().getAsString(), JsonArray.class).getAsJsonArray();
    assertThat(classes).hasSize(3);
    int rank = 0;
    for (JsonElement one : classes) {
      JsonObject given = one.getAsJsonObject();
      Prediction.ClassProbability expected = wanted.classes().get(rank++);
      assertThat(given.get("className").getAsString()).isEqualTo(expected.name());
      assertThat(given.get("probability").getAsDouble())
          .isEqualTo(expected.probability(), within(1e-4));
    }
  }

  @Test
  void djlsTypedTranslatorWorksToo() throws Exception {
    Path folder = root.resolve("typed");
    export("linear", ExportFormat.DJL_SERVING, folder);
    Criteria<ai.djl.modality.cv.Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(ai.djl.modality.cv.Image.class, Classifications.class)
            .optModelPath(folder)
            .optEngine("PyTorch")
            .build();
    FilePrediction wanted = predicted("linear").get(0);
    try (ZooModel<ai.djl.modality.cv.Image, Classifications> model = criteria.loadModel();
        Predictor<ai.djl.modality.cv.Image, Classifications> predictor = model.newPredictor()) {
      Classifications given =
          predictor.predict(
              ai.djl.modality.cv.ImageFactory.getInstance().fromFile(Path.of(wanted.file())));
      assertThat(given.best().getClassName()).isEqualTo(wanted.prediction().label());
    }
  }

  @Test
  void withoutAFolderItComparesSixtyFourImagesAndNamesTheFileItself() {
    Exported exported =
        ExportFlow.run(
            checkpoint("moved"),
            List.of(),
            new Request(ExportFormat.ONNX, Optional.of(root), Optional.empty(), true, false),
            trained.context());
    assertThat(exported.file()).isEqualTo(root.resolve("moved.onnx"));
    assertThat(exported.parity().orElseThrow().images()).isEqualTo(64);
    assertThat(exported.views()).isEqualTo(2);
  }

  @Test
  void equalExportsAreEqualBytes() throws Exception {
    for (ExportFormat format : List.of(ExportFormat.TORCHSCRIPT, ExportFormat.ONNX)) {
      Path one = root.resolve("one" + format.extension());
      Path other = root.resolve("other" + format.extension());
      export("components", format, one);
      export("components", format, other);
      assertThat(other).hasSameBinaryContentAs(one);
    }
  }

  @Test
  void theFileSaysWhereItIsFromAndUnderWhichLicence() throws Exception {
    Path file = root.resolve("described.pt");
    export("components", ExportFormat.TORCHSCRIPT, file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(text(zip, "manifest.json"))
          .isEqualTo(checkpoint("components").finishedManifest().json());
      assertThat(text(zip, "classes.json")).contains("blue", "green", "red");
      assertThat(text(zip, "metadata.json"))
          .contains("\"temperature\"", "\"licence\"", "\"resize\": \"crop\"");
      assertThat(text(zip, "licence.txt")).isEqualTo("no weights\n");
    }
  }

  private static String text(ZipFile zip, String extra) throws IOException {
    ZipEntry entry = zip.getEntry("classifier/extra/" + extra);
    return new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void calibratedProbabilitiesStandBesideTheOthers() throws Exception {
    Path torch = root.resolve("calibrated.pt");
    Path onnx = root.resolve("calibrated.onnx");
    export("components", ExportFormat.TORCHSCRIPT, torch);
    export("components", ExportFormat.ONNX, onnx);
    Pixels image = decoded(Path.of(predicted("components").get(0).file()));
    double wanted =
        predicted("components").get(0).prediction().confidence().orElseThrow().probability();
    long[] shape = {1, image.height(), image.width(), 3};
    try (TorchModel model = new TorchModel(TorchRuntime.start(trained.options()), torch);
        OnnxModel other = (OnnxModel) OnnxModel.open(onnx).orElseThrow()) {
      float[] given = model.call("calibrated", image.rgb(), 1, image.height(), image.width());
      assertThat((double) greatest(given)).isEqualTo(wanted, within(1e-4));
      assertThat(other.output(image.rgb(), shape, 1)).containsExactly(given, within(1e-4f));
    }
  }

  private static float greatest(float[] values) {
    float greatest = values[0];
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    return greatest;
  }

  private static Pixels decoded(Path file) throws Exception {
    io.headstart.data.DecodedImage image = io.headstart.data.DecodedImage.read(file);
    return new Pixels(image.height(), image.width(), image.pixels());
  }

  @Test
  void preparedImagesGoPastSquareAndViews() {
    Path onnx = root.resolve("prepared.onnx");
    Path torch = root.resolve("inner-layers-prepared.pt");
    ExportFlow.run(
        checkpoint("inner-layers"),
        List.of(),
        new Request(ExportFormat.ONNX, Optional.of(onnx), Optional.empty(), false, true),
        trained.context());
    export("inner-layers", ExportFormat.TORCHSCRIPT, torch);
    float[] images = new float[2 * 3 * 32 * 32];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) Math.sin(i * 0.37);
    }
    try (TorchModel model = new TorchModel(TorchRuntime.start(trained.options()), torch);
        OnnxModel other = (OnnxModel) OnnxModel.open(onnx).orElseThrow()) {
      float[] given = other.output(images, new long[] {2, 3, 32, 32});
      assertThat(given).hasSize(6);
      assertThat(model.prepared(images, 2, 32)).containsExactly(given, within(1e-5f));
    }
  }

  @Test
  void viewsDrawnByChanceAreRefusedUnlessLeftOut() {
    Path file = root.resolve("chance.pt");
    assertThatThrownBy(() -> export("chance", ExportFormat.TORCHSCRIPT, file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("test-time views cannot be in a file")
        .hasMessageContaining("view 2: Rotation")
        .hasMessageContaining("--without-views");
    assertThat(file).doesNotExist();
    Exported exported =
        ExportFlow.run(
            checkpoint("chance"),
            List.of(),
            new Request(
                ExportFormat.TORCHSCRIPT, Optional.of(file), Optional.empty(), false, false),
            trained.context());
    assertThat(exported.parity().orElseThrow().holds()).isTrue();
    assertThat(exported.views()).isEqualTo(1);
  }

  @Test
  void aFileThatAnswersOtherwiseIsNotKept() throws Exception {
    Path folder = Files.createDirectories(root.resolve("refused"));
    Path file = Files.writeString(folder.resolve("model.pt"), "classifier/ of before");
    Checkpoint linear = checkpoint("linear");
    Pixels image = decoded(Path.of(predicted("linear").get(0).file()));
    try (Headstart headstart = Headstart.start(trained.options());
        TorchRuntime torch = TorchRuntime.start(trained.options());
        Classifier another = headstart.reference(checkpoint("five-layers"), List.of(), true)) {
      PortableClassifier portable =
          ExportFlow.portable(linear, linear.settings(), true, trained.context());
      Exporter exporter = new Exporter(ExportFormat.TORCHSCRIPT, false);
      assertThatThrownBy(() -> exporter.write(file, portable, another, List.of(image), torch))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("it was not kept")
          .hasMessageContaining("of 1 labels equal");
    }
    assertThat(file).hasContent("classifier/ of before");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aFolderOfSomethingElseIsNotReplaced() throws Exception {
    Path folder = Files.createDirectories(root.resolve("mine"));
    Files.writeString(folder.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> export("linear", ExportFormat.DJL_SERVING, folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("another folder");
    assertThat(folder.resolve("letter.txt")).hasContent("dear");
    Path earlier = root.resolve("earlier");
    export("linear", ExportFormat.DJL_SERVING, earlier);
    export("five-layers", ExportFormat.DJL_SERVING, earlier);
    assertThat(earlier.resolve("five-layers.pt")).exists();
    assertThat(earlier.resolve("linear.pt")).doesNotExist();
  }

  @Test
  void safetensorsHaveAllNumbersUnderClearNames() {
    Path file = root.resolve("inner-layers.safetensors");
    assertThat(export("inner-layers", ExportFormat.SAFETENSORS, file).parity()).isEmpty();
    Path other = root.resolve("components.safetensors");
    export("components", ExportFormat.SAFETENSORS, other);
    try (SafetensorsFile tensors = Safetensors.open(file);
        SafetensorsFile pixels = Safetensors.open(other)) {
      for (String name :
          List.of(
              "network.conv1.weight",
              "network.layer4.1.conv2.bias",
              "network.layer2.0.downsample.0.weight",
              "head.0.weight",
              "head.2.bias")) {
        assertThat(tensors.header().find(name)).as(name).isPresent();
      }
      for (String name : List.of("input.mean", "input.scale", "input.components")) {
        assertThat(pixels.header().find(name)).as(name).isPresent();
      }
      assertThat(pixels.header().metadata())
          .containsEntry("classes", "[\"blue\",\"green\",\"red\"]")
          .containsKeys("manifest.json", "licence", "temperature", "preprocessing");
      assertThat(pixels.tensor("head.0.weight").floats())
          .isEqualTo(checkpoint("components").head().tensors().get("0.weight").floats());
    }
  }
}
