package io.headstart.experiment;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.CalibrationSet;
import io.headstart.calibrate.ClassDistance;
import io.headstart.calibrate.Temperature;
import io.headstart.checkpoint.Head;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.Settings;
import io.headstart.config.TrainSettings;
import io.headstart.metrics.Logits;
import io.headstart.metrics.Ranking;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.train.ClassDistanceFit;
import io.headstart.train.DeviceRows;
import io.headstart.train.Distances;
import io.headstart.train.EvaluationData;
import io.headstart.train.HeadRun;
import io.headstart.train.HeadTrainer;
import io.headstart.train.TrainingData;
import io.headstart.train.TransformFit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a head does whose training images lacked some classes.
 *
 * @param unknown the classes
 * @param accuracy on the test images of the others
 * @param distance AUROC of the distance from the classes, unknown above known
 * @param softmax AUROC of 1 less the largest probability
 * @param refused share of the unknown that is called far, at 5 % of the validation images
 * @param refusedKnown share of the known that is
 */
record HeldOut(
    List<Integer> unknown,
    double accuracy,
    double distance,
    double softmax,
    double refused,
    double refusedKnown) {

  static HeldOut measure(Inputs inputs, Settings settings, List<Integer> unknown) {
    List<Integer> known =
        IntStream.range(0, inputs.classes().size())
            .boxed()
            .filter(c -> !unknown.contains(c))
            .toList();
    int[] train = of(inputs, inputs.split().train(), known);
    InputTransform transform;
    Head head;
    ClassDistance distance;
    try (EvaluationData data = inputs.evaluation(train, InputTransform.IDENTITY)) {
      DeviceRows rows = data.views().get(0);
      transform = TransformFit.fit(rows, settings.features());
      rows.transform(transform);
      int[] labels = labels(data.labels(), known);
      head = head(inputs, settings, rows, labels, known.size(), transform);
      distance = ClassDistanceFit.fit(rows, labels, known.size());
    }
    Scores validation =
        scores(inputs, head, distance, of(inputs, inputs.split().validation(), known), known);
    Scores right = scores(inputs, head, distance, of(inputs, inputs.split().test(), known), known);
    Scores wrong =
        scores(inputs, head, distance, of(inputs, inputs.split().test(), unknown), known);
    Calibration calibration =
        new CalibrationSet(
                validation.scores,
                validation.labels,
                known.size(),
                Optional.of(validation.distances))
            .fit(Optional.empty(), Optional.of(0.05), Optional.of(distance));
    double farthest = calibration.outliers().orElseThrow().farthest();
    return new HeldOut(
        unknown,
        right.accuracy,
        Ranking.auroc(wrong.distances, right.distances),
        Ranking.auroc(wrong.uncertainty, right.uncertainty),
        beyond(wrong.distances, farthest),
        beyond(right.distances, farthest));
  }

  private static double beyond(double[] distances, double farthest) {
    return (double) Arrays.stream(distances).filter(d -> d > farthest).count() / distances.length;
  }

  private static int[] of(Inputs inputs, int[] indices, List<Integer> classes) {
    int[] labels = inputs.labels(indices);
    return IntStream.range(0, indices.length)
        .filter(i -> classes.contains(labels[i]))
        .map(i -> indices[i])
        .toArray();
  }

  private static int[] labels(int[] labels, List<Integer> known) {
    return Arrays.stream(labels).map(known::indexOf).toArray();
  }

  private static Head head(
      Inputs inputs,
      Settings settings,
      DeviceRows rows,
      int[] labels,
      int classes,
      InputTransform transform) {
    MlpShape shape = new MlpShape(rows.dimension(), List.of(64), classes);
    TrainSettings train =
        settings.with("", List.of("train.optimizer=adamw", "train.learning-rate=0.001")).train();
    HeadRun run = new HeadRun(settings.seed(), settings.model(), train);
    TrainingData data = new TrainingData(rows, labels, classes, 0, TrainOn.ORIGINAL);
    try (HeadTrainer trainer = new HeadTrainer(inputs.torch(), List.of(run), shape, data)) {
      inputs
          .torch()
          .computing(
              1,
              () -> {
                for (int epoch = 1; epoch <= train.epochs(); epoch++) {
                  trainer.epoch(epoch, Integer.MAX_VALUE, (done, losses) -> {});
                }
                return null;
              });
      return new Head(shape, trainer.weights(0), transform);
    }
  }

  private record Scores(
      float[] scores, int[] labels, double accuracy, double[] uncertainty, double[] distances) {}

  private static Scores scores(
      Inputs inputs, Head head, ClassDistance distance, int[] indices, List<Integer> known) {
    try (EvaluationData data = inputs.evaluation(indices, head.transform())) {
      HeadScores scores = HeadScores.of(inputs.torch(), head, data);
      int[] labels = labels(data.labels(), known);
      double[] uncertainty =
          Arrays.stream(Temperature.ONE.confidences(scores.scores(), known.size()))
              .map(p -> -p)
              .toArray();
      int[] predicted = Logits.predictions(scores.scores(), known.size());
      double right =
          IntStream.range(0, labels.length).filter(i -> predicted[i] == labels[i]).count();
      return new Scores(
          scores.scores(),
          labels,
          right / labels.length,
          uncertainty,
          Distances.of(distance, data.views()));
    }
  }

  /** Returns a row of the table. */
  String row(List<String> classes, boolean starred) {
    return String.format(
        Locale.ROOT,
        "| %s%s | %.2f %% | %.3f | %.3f | %.1f %% | %.1f %% |",
        UnknownBenchmark.names(classes, unknown),
        starred ? " *" : "",
        100 * accuracy,
        distance,
        softmax,
        100 * refused,
        100 * refusedKnown);
  }
}
