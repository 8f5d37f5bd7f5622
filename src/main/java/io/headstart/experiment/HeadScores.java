package io.headstart.experiment;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.CalibrationSet;
import io.headstart.calibrate.NearestImages;
import io.headstart.calibrate.Novelty;
import io.headstart.checkpoint.Head;
import io.headstart.config.CalibrateSettings;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.metrics.Logits;
import io.headstart.run.ImagePredictions;
import io.headstart.run.SetCalibration;
import io.headstart.train.Distances;
import io.headstart.train.EvaluationData;
import io.headstart.train.HeadScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a finished head says of a set of images.
 *
 * @param images the set
 * @param scores logarithms of probabilities: float32 [N, C]
 * @param classes C
 */
record HeadScores(EvaluationData images, float[] scores, int classes) {
  static HeadScores of(TorchRuntime torch, Head head, EvaluationData images) {
    try (HeadScorer scorer = new HeadScorer(torch, head.shape(), head.parameters())) {
      return new HeadScores(images, scorer.scores(images.views()), head.shape().classes());
    }
  }

  Evaluation evaluation() {
    return Evaluation.of(scores, images.labels(), classes);
  }

  /**
   * Learns a calibration from these images.
   *
   * @param raw their features as the backbone gives them, where distances are measured
   */
  Calibration calibrate(
      CalibrateSettings settings, Optional<NearestImages> nearest, Optional<EvaluationData> raw) {
    return set(nearest, raw).fit(settings.maxError(), settings.outliers(), nearest);
  }

  /** Measures a calibration on these images, of which the raw features are as above. */
  SetCalibration calibrated(String name, Calibration calibration, Optional<EvaluationData> raw) {
    Optional<NearestImages> nearest = calibration.novelty().map(Novelty::nearest);
    return new SetCalibration(
        name,
        calibration.temperature().value(),
        calibration.leastConfidence(),
        calibration.novelty().map(Novelty::greatest),
        set(nearest, raw).figures(calibration));
  }

  /** Returns how far each image lies from the training images. */
  double[] distances(NearestImages nearest, EvaluationData raw) {
    return Distances.of(nearest, raw.views(), Logits.predictions(scores, classes));
  }

  private CalibrationSet set(Optional<NearestImages> nearest, Optional<EvaluationData> raw) {
    return new CalibrationSet(
        scores, images.labels(), classes, nearest.map(by -> distances(by, raw.orElseThrow())));
  }

  /**
   * Returns what each image was taken for.
   *
   * @param indices of the images in the data set
   */
  ImagePredictions predictions(int[] indices) {
    int[] predicted = Logits.predictions(scores, classes);
    List<ImagePredictions.Image> all = new ArrayList<>();
    for (int i = 0; i < predicted.length; i++) {
      double probability = Logits.softmax(scores, i, classes)[predicted[i]];
      all.add(
          new ImagePredictions.Image(indices[i], images.labels()[i], predicted[i], probability));
    }
    return new ImagePredictions(all);
  }
}
