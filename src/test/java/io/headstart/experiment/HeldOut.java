package io.headstart.experiment;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.CalibrationSet;
import io.headstart.calibrate.NearestImages;
import io.headstart.calibrate.Novelty;
import io.headstart.calibrate.Temperature;
import io.headstart.checkpoint.Head;
import io.headstart.config.Settings;
import io.headstart.config.TrainSettings;
import io.headstart.metrics.Logits;
import io.headstart.metrics.Ranking;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
import io.headstart.train.HeadRun;
import io.headstart.train.HeadTrainer;
import io.headstart.train.TrainingData;
import io.headstart.train.TransformFit;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How a head does whose training images lacked some classes.
 *
 * @param unknown the classes
 * @param accuracy on the test images of the others
 * @param novelty AUROC of the novelty, unknown above known
 * @param distance AUROC of the distance alone
 * @param softmax AUROC of 1 less the largest probability
 * @param refused share of the unknown that is called novel, at 5 % of the validation images
 * @param refusedKnown share of the known that is
 */
record HeldOut(
    List<Integer> unknown,
    double accuracy,
    double novelty,
    double distance,
    double softmax,
    double refused,
    double refusedKnown) {

  static HeldOut measure(Inputs inputs, Settings settings, List<Integer> unknown, Context context) {
    List<Integer> known =
        IntStream.range(0, inputs.classes().size())
            .boxed()
            .filter(c -> !unknown.contains(c))
            .toList();
    int[] train = of(inputs, inputs.split().train(), known);
    InputTransform transform;
    Head head;
    NearestImages nearest;
    try (EvaluationData data = inputs.evaluation(train, InputTransform.IDENTITY);
        DeviceRows rows = DeviceRows.upload(inputs.torch(), new Views(data.views()))) {
      transform = TransformFit.fit(rows, settings.features());
      rows.transform(transform);
      int[] labels = labels(data.labels(), known);
      head = head(inputs, settings, rows, labels, known.size(), transform, context);
      nearest = KeptImages.of(inputs, train, labels, known.size());
    }
    Scores validation =
        scores(inputs, head, nearest, of(inputs, inputs.split().validation(), known), known);
    Scores right = scores(inputs, head, nearest, of(inputs, inputs.split().test(), known), known);
    Scores wrong = scores(inputs, head, nearest, of(inputs, inputs.split().test(), unknown), known);
    Calibration calibration =
        new CalibrationSet(
                validation.scores,
                validation.labels,
                known.size(),
                Optional.of(validation.distances))
            .fit(Optional.empty(), Optional.of(0.05), Optional.of(nearest));
    double greatest = calibration.novelty().map(Novelty::greatest).orElseThrow();
    double[] strange = wrong.novelty(calibration, known.size());
    double[] usual = right.novelty(calibration, known.size());
    return new HeldOut(
        unknown,
        right.accuracy,
        Ranking.auroc(strange, usual),
        Ranking.auroc(wrong.distances, right.distances),
        Ranking.auroc(wrong.uncertainty, right.uncertainty),
        beyond(strange, greatest),
        beyond(usual, greatest));
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
      InputTransform transform,
      Context context) {
    MlpShape shape = new MlpShape(rows.dimension(), settings.model().hidden(), classes);
    TrainSettings train = settings.train();
    HeadRun run = new HeadRun(settings.seed(), settings.model(), train);
    int copies = rows.count() / labels.length - 1;
    TrainingData data =
        new TrainingData(rows, labels, classes, copies, settings.augment().trainOn());
    try (HeadTrainer trainer = new HeadTrainer(inputs.torch(), List.of(run), shape, data)) {
      inputs
          .torch()
          .computing(
              TrainFlow.threads(settings, 1, shape, context),
              () -> {
                for (int epoch = 1; epoch <= train.epochs(); epoch++) {
                  trainer.epoch(epoch, Integer.MAX_VALUE, (done, losses) -> {});
                }
                return null;
              });
      return new Head(shape, trainer.weights(0), transform);
    }
  }

  /** All views of the images, one after another: what heads train on that draw among them. */
  private record Views(List<DeviceRows> views) implements DeviceRows.Source {
    @Override
    public int count() {
      return views.size() * views.get(0).count();
    }

    @Override
    public int dimension() {
      return views.get(0).dimension();
    }

    @Override
    public void copy(int from, int count, FloatBuffer target) {
      for (int row = from; row < from + count; ) {
        DeviceRows view = views.get(row / views.get(0).count());
        int first = row % view.count();
        int some = Math.min(view.count() - first, from + count - row);
        target.put(view.values(first, some));
        row += some;
      }
    }
  }

  private record Scores(
      float[] scores, int[] labels, double accuracy, double[] uncertainty, double[] distances) {
    double[] novelty(Calibration calibration, int classes) {
      double[] confidences = calibration.temperature().confidences(scores, classes);
      int[] predicted = Logits.predictions(scores, classes);
      return IntStream.range(0, labels.length)
          .mapToDouble(
              i ->
                  calibration
                      .novelty(predicted[i], confidences[i], OptionalDouble.of(distances[i]))
                      .orElseThrow())
          .toArray();
    }
  }

  private static Scores scores(
      Inputs inputs, Head head, NearestImages nearest, int[] indices, List<Integer> known) {
    try (EvaluationData data = inputs.evaluation(indices, head.transform());
        EvaluationData raw = inputs.evaluation(indices, InputTransform.IDENTITY)) {
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
          scores.distances(nearest, raw));
    }
  }

  /** Returns a row of the table. */
  String row(List<String> classes, boolean starred) {
    return String.format(
        Locale.ROOT,
        "| %s%s | %.2f %% | %.3f | %.3f | %.3f | %.1f %% | %.1f %% |",
        UnknownBenchmark.names(classes, unknown),
        starred ? " *" : "",
        100 * accuracy,
        novelty,
        distance,
        softmax,
        100 * refused,
        100 * refusedKnown);
  }
}
