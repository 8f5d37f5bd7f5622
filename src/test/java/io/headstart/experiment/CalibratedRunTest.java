package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Verification;
import io.headstart.engine.RuntimeOptions;
import io.headstart.inference.Classifier;
import io.headstart.inference.Confidence;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import io.headstart.run.SetCalibration;
import io.headstart.run.WrittenRun;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibratedRunTest {
  @TempDir private static Path folder;

  private static Path plain;
  private static Path calibrated;

  @BeforeAll
  static void train() {
    plain = SmallRun.train(folder.resolve("plain"));
    calibrated =
        SmallRun.train(folder.resolve("calibrated"), "calibrate={max-error: 0.3, outliers: 0.1}");
  }

  private static Checkpoint checkpoint(Path run) {
    return new Checkpoints(run.getParent()).find(run.getFileName().toString());
  }

  @Test
  void withoutValidationImagesThereIsNothingToLearnFrom() {
    assertThatThrownBy(
            () -> SmallRun.train(folder.resolve("none"), "calibrate={}", "data.split.validation=0"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received a map with data.split.validation: 0")
        .hasMessageContaining("accepted validation images, or null");
  }

  @Test
  void calibrationChangesNoWeightAndNoFigure() throws IOException {
    assertThat(calibrated.resolve(RunFile.WEIGHTS))
        .hasSameBinaryContentAs(plain.resolve(RunFile.WEIGHTS));
    assertThat(calibrated.resolve(RunFile.EVALUATION))
        .hasSameBinaryContentAs(plain.resolve(RunFile.EVALUATION));
    assertThat(calibrated.resolve(RunFile.PREDICTIONS))
        .hasSameBinaryContentAs(plain.resolve(RunFile.PREDICTIONS));
    assertThat(plain.resolve(RunFile.CALIBRATION)).doesNotExist();
    assertThat(checkpoint(plain).calibration()).isEmpty();
  }

  @Test
  void theManifestVouchesForTheCalibration() throws IOException {
    assertThat(Verification.of(checkpoint(calibrated)).isWhole()).isTrue();
    Path copy = WrittenRun.copy(calibrated, folder.resolve("damaged").resolve("run"));
    byte[] bytes = Files.readAllBytes(copy.resolve(RunFile.CALIBRATION));
    bytes[bytes.length - 1] ^= 1;
    Files.write(copy.resolve(RunFile.CALIBRATION), bytes);
    assertThatThrownBy(() -> checkpoint(copy).calibration())
        .isInstanceOf(Failure.class)
        .hasMessageContaining(RunFile.CALIBRATION);
    assertThat(Verification.of(checkpoint(copy)).isWhole()).isFalse();
  }

  @Test
  void evaluationMeasuresWhatTheRunKept() {
    SetCalibration kept = RunFolder.read(calibrated).calibration().orElseThrow();
    SetCalibration again =
        EvaluateFlow.run(
                Optional.of("run"),
                new Checkpoints(calibrated.getParent()),
                List.of(),
                SmallRun.context(folder.resolve("calibrated")))
            .calibration()
            .orElseThrow();
    assertThat(again.fields()).isEqualTo(kept.fields());
    assertThat(kept.set()).isEqualTo("test");
    assertThat(kept.figures().count()).isEqualTo(60);
    assertThat(kept.figures().answered()).isLessThan(60);
  }

  @Test
  void theLibraryAnswersAsTheThresholdsSay() throws IOException {
    SetCalibration thresholds = RunFolder.read(calibrated).calibration().orElseThrow();
    try (Headstart headstart = Headstart.start(RuntimeOptions.on("cpu").withoutNetwork());
        Classifier knowing = headstart.classifier(calibrated);
        Classifier other = headstart.classifier(plain)) {
      for (int shade = 0; shade < 256; shade += 51) {
        ImageInput image = ImageInput.of(grey(shade));
        Prediction prediction = knowing.classify(image);
        Confidence confidence = prediction.confidence().orElseThrow();
        boolean unknown =
            confidence.novelty().orElseThrow() > thresholds.greatestNovelty().orElseThrow()
                || confidence.probability() < thresholds.leastConfidence().orElseThrow();
        assertThat(prediction.unknown()).isEqualTo(unknown);
        assertThat(other.classify(image).classes()).isEqualTo(prediction.classes());
        assertThat(other.classify(image).confidence()).isEmpty();
        assertThat(other.classify(image).unknown()).isFalse();
      }
    }
  }

  private static byte[] grey(int shade) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 32 * 32; p++) {
      image.setRGB(p % 32, p / 32, shade << 16 | shade << 8 | shade);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  @Test
  void aRunGoneOnWithWithoutCalibrationHasNone() {
    Path run = SmallRun.train(folder.resolve("resumed"), "calibrate={}");
    Checkpoint checkpoint = checkpoint(run);
    assertThat(checkpoint.calibration().orElseThrow().refuses()).isFalse();
    TrainFlow.resume(
        checkpoint,
        checkpoint.settings(List.of("calibrate=null", "train.epochs=4")),
        SmallRun.context(folder.resolve("resumed")));
    assertThat(checkpoint.calibration()).isEmpty();
    assertThat(Verification.of(checkpoint).isWhole()).isTrue();
  }

  @Test
  void theReportShowsCertaintyAndImages() throws IOException {
    String page = Files.readString(calibrated.resolve("report/index.html"));
    assertThat(page)
        .contains("Expected calibration error", "Answered unknown", "<h2 id=\"images\">")
        .contains("href=\"#cell-", "src=\"data:image/jpeg;base64,")
        .doesNotContain("<script");
    assertThat(Files.size(calibrated.resolve("report/index.html"))).isLessThan(5_000_000);
    assertThat(calibrated.resolve("report/reliability.png")).exists();
    // Every link within the page leads somewhere.
    Matcher links = Pattern.compile("href=\"#([^\"]+)\"").matcher(page);
    while (links.find()) {
      assertThat(page).contains("id=\"" + links.group(1) + "\"");
    }
  }

  @Test
  void aReportIsRedrawnWithItsImagesOrWithoutThem() throws IOException {
    Path copy = WrittenRun.copy(calibrated, folder.resolve("redrawn").resolve("run"));
    Path page =
        ReportFlow.run(
            checkpoint(copy),
            List.of(),
            Difference.Response.REFUSE,
            SmallRun.context(folder.resolve("redrawn")));
    assertThat(page).hasSameTextualContentAs(calibrated.resolve("report/index.html"));
    RunReport.write(copy);
    assertThat(Files.readString(page)).doesNotContain("image/jpeg").contains("Answered unknown");
  }
}
