package io.headstart.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.EvaluateFlow;
import io.headstart.experiment.PredictFlow;
import io.headstart.metrics.Evaluation;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library on heads that were really trained. */
class ClassifierTest {
  /** The second checkpoint averages two views and takes components of two layers' features. */
  private static final String[] VIEWS = {
    "augment.views=[[], [horizontal-flip]]",
    "features.layers=[layer3, layer4]",
    "features.standardize=true",
    "features.pca={components: 20}",
    "model.hidden=[]"
  };

  @TempDir static Path root;
  private static TrainedOnFolder trained;

  @BeforeAll
  static void train() throws Exception {
    trained = TrainedOnFolder.in(root);
    trained.train(VIEWS);
  }

  @Test
  void noImagesGiveNoPredictions() {
    withClassifier(1, classifier -> assertThat(classifier.classify(List.of())).isEmpty());
  }

  @Test
  void learntTheColors() {
    withClassifier(
        1,
        classifier -> {
          for (String label : TrainedOnFolder.CLASSES) {
            Prediction prediction = classifier.classify(ImageInput.of(image(label)));
            assertThat(prediction.label()).isEqualTo(label);
            assertThat(prediction.probability()).isGreaterThan(0.5);
            assertThat(prediction.classes()).hasSize(3);
            assertThat(prediction.classes().stream().mapToDouble(c -> c.probability()).sum())
                .isEqualTo(1, within(1e-9));
          }
        });
  }

  @Test
  void aFileItsBytesAStreamAndAnImageGiveTheSameAnswer() throws Exception {
    Path file = image("green");
    try (InputStream stream = Files.newInputStream(file)) {
      withClassifier(
          1,
          classifier -> {
            Prediction expected = classifier.classify(ImageInput.of(file));
            assertThat(classifier.classify(ImageInput.of(Files.readAllBytes(file))))
                .isEqualTo(expected);
            assertThat(classifier.classify(ImageInput.of(stream))).isEqualTo(expected);
            assertThat(classifier.classify(ImageInput.of(ImageIO.read(file.toFile()))))
                .isEqualTo(expected);
          });
    }
  }

  @Test
  void anImageDoesNotSeeTheImagesBesideIt() {
    for (int number = 1; number <= 2; number++) {
      withClassifier(
          number,
          classifier -> {
            List<Prediction> together = classifier.classify(inputs());
            for (int i = 0; i < together.size(); i++) {
              // To the last bit, whatever came beside it.
              assertThat(classifier.classify(inputs().get(i))).isEqualTo(together.get(i));
            }
          });
    }
  }

  @Test
  void predictEvaluateAndTheLibraryAgree() {
    for (int number = 1; number <= 2; number++) {
      int checkpoint = number;
      withClassifier(
          number,
          classifier -> {
            List<Prediction> here = classifier.classify(inputs());
            List<PredictFlow.FilePrediction> predicted =
                PredictFlow.run(
                    PredictFlow.Question.of(
                        new Checkpoints(trained.checkpoints).find("model_" + checkpoint),
                        List.of(),
                        List.of(trained.images.resolve("test"))),
                    trained.context());
            for (int i = 0; i < here.size(); i++) {
              assertSame(predicted.get(i).prediction(), here.get(i));
            }
            Evaluation evaluated = evaluate(checkpoint);
            int right = 0;
            double loss = 0;
            for (int i = 0; i < here.size(); i++) {
              String label = TrainedOnFolder.CLASSES.get(i / 5);
              right += here.get(i).label().equals(label) ? 1 : 0;
              loss -= Math.log(probability(here.get(i), label)) / here.size();
            }
            assertThat(evaluated.confusion().correct()).isEqualTo(right);
            assertThat(evaluated.crossEntropy()).isEqualTo(loss, within(1e-6));
          });
    }
  }

  @Test
  void manyThreadsGetTheAnswersOfOne() throws Exception {
    withClassifier(
        2,
        classifier -> {
          List<Prediction> expected = classifier.classify(inputs());
          ExecutorService threads = Executors.newFixedThreadPool(8);
          List<Future<List<Prediction>>> running = new ArrayList<>();
          for (int t = 0; t < 16; t++) {
            running.add(threads.submit(() -> classifier.classify(inputs())));
          }
          for (Future<List<Prediction>> one : running) {
            assertThat(one.get()).isEqualTo(expected);
          }
          threads.shutdown();
        });
  }

  @Test
  void anImageThatCannotBeDecodedIsNamedAndLeavesTheOthers() throws Exception {
    Path broken = Files.writeString(root.resolve("broken.png"), "no image");
    withClassifier(
        1,
        classifier -> {
          ImageInput good = ImageInput.of(image("red"));
          assertThatThrownBy(() -> classifier.classify(List.of(good, ImageInput.of(broken))))
              .isInstanceOf(Failure.class)
              .hasMessageContaining("broken.png: not a PNG, JPEG, WebP, TIFF, BMP or GIF image");
          List<Answer<Prediction>> answers =
              classifier.tryClassify(List.of(ImageInput.of(new byte[0]).named("upload 1"), good));
          assertThat(answers.get(0).value()).isEmpty();
          assertThat(answers.get(0).input().name()).isEqualTo("upload 1");
          assertThat(answers.get(0).problem()).isPresent();
          assertThat(answers.get(1).value().orElseThrow()).isEqualTo(classifier.classify(good));
        });
  }

  @Test
  void featuresAreThoseOfTheStore() {
    try (Headstart headstart = Headstart.start(trained.options());
        FeatureExtractor extractor =
            headstart.extractor(
                SettingsReader.parse(
                    "",
                    "none",
                    List.of(
                        "data={source: folder, image-size: 40}",
                        "features={weights: random, image-size: 32, precision: float32}")))) {
      assertThat(extractor.dimension()).isEqualTo(512);
      List<float[]> features = extractor.features(inputs());
      assertThat(features).hasSize(15).allSatisfy(row -> assertThat(row).hasSize(512));
      assertThat(extractor.features(inputs().get(3)))
          .containsExactly(features.get(3), within(1e-5f));
    }
  }

  @Test
  void whatIsClosedSaysSo() {
    Classifier kept;
    try (Headstart headstart = Headstart.start(trained.options())) {
      Classifier closed = headstart.classifier(trained.checkpoint(1));
      closed.close();
      closed.close();
      assertThatThrownBy(() -> closed.classify(inputs())).isInstanceOf(IllegalStateException.class);
      kept = headstart.classifier(trained.checkpoint(1));
    }
    assertThatThrownBy(() -> kept.classify(inputs())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settingsThatContradictTheCheckpointAreRefused() {
    try (Headstart headstart = Headstart.start(trained.options())) {
      for (String change :
          List.of(
              "features.image-size=64",
              "features.layers=[layer3]",
              "features.precision=bfloat16",
              "features.weights=zoo",
              "data.image-size=64",
              "augment.views=[[], [vertical-flip]]",
              "seed=1")) {
        assertThatThrownBy(
                () -> headstart.classifier(trained.checkpoint(1), List.of(change)).close())
            .as(change)
            .isInstanceOf(Failure.class);
      }
      headstart.classifier(trained.checkpoint(1), List.of("features.batch-size=2")).close();
    }
  }

  @Test
  void aFolderWithoutACheckpointIsMissing() {
    try (Headstart headstart = Headstart.start(trained.options())) {
      assertThatThrownBy(() -> headstart.classifier(trained.checkpoint(9)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("model_9");
    }
  }

  /** What can throw anything. */
  @FunctionalInterface
  private interface Check {
    void on(Classifier classifier) throws Exception;
  }

  private static void withClassifier(int number, Check check) {
    try (Headstart headstart = Headstart.start(trained.options());
        Classifier classifier = headstart.classifier(trained.checkpoint(number))) {
      check.on(classifier);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Evaluation evaluate(int number) {
    return EvaluateFlow.run(
            Optional.of("model_" + number),
            new Checkpoints(trained.checkpoints),
            List.of(),
            trained.context())
        .evaluation();
  }

  private static double probability(Prediction prediction, String label) {
    return prediction.classes().stream()
        .filter(c -> c.name().equals(label))
        .findFirst()
        .orElseThrow()
        .probability();
  }

  private static void assertSame(Prediction one, Prediction other) {
    assertThat(one.label()).isEqualTo(other.label());
    assertThat(one.probability()).isEqualTo(other.probability(), within(1e-6));
  }

  private static Path image(String label) throws Exception {
    return trained.testImages(label).get(0);
  }

  private static List<ImageInput> inputs() {
    try {
      List<ImageInput> inputs = new ArrayList<>();
      for (String label : TrainedOnFolder.CLASSES) {
        trained.testImages(label).forEach(file -> inputs.add(ImageInput.of(file)));
      }
      return inputs;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
