package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.config.LrRangeSettings;
import io.headstart.config.LrRangeSettings.Growth;
import io.headstart.config.Settings;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.report.RangeReport;
import io.headstart.schedule.Geometric;
import io.headstart.schedule.Linear;
import io.headstart.schedule.Schedule;
import io.headstart.schedule.Unit;
import io.headstart.search.RangeTest;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
import io.headstart.train.HeadRun;
import io.headstart.train.HeadTrainer;
import io.headstart.train.TrainingData;
import io.headstart.train.TransformFit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The learning-rate range test: trains while the rate rises from update to update and watches
 * accuracy on validation images, or on training images where the split has no others. Test images
 * are never looked at.
 */
public final class LrRangeFlow {
  /** Images evaluated at each point: with more, a point would cost more than the updates before. */
  private static final int IMAGES = 5000;

  private final Settings settings;
  private final Context context;
  private final List<RangeTest.Point> points = new ArrayList<>();

  private LrRangeFlow(Settings settings, Context context) {
    this.settings = settings;
    this.context = context;
  }

  /**
   * What came out.
   *
   * @param points measured; the last before the loss was no finite number, if it diverged
   * @param diverged whether it did
   * @param suggestion none when nothing was learnt
   * @param page with the plots
   */
  public record RangeTested(
      List<RangeTest.Point> points,
      boolean diverged,
      Optional<RangeTest.Suggestion> suggestion,
      Path page) {}

  /** Runs the test; an older one of the same name is replaced. */
  public static RangeTested run(Settings settings, Context context) {
    return new LrRangeFlow(raised(settings), context).run(settings);
  }

  /** Returns the settings with the test's own schedule and length. */
  private static Settings raised(Settings settings) {
    LrRangeSettings range = settings.lrRange();
    Schedule schedule =
        range.growth() == Growth.LINEAR
            ? new Linear(Unit.UPDATE, range.minimum(), range.maximum(), 0)
            : new Geometric(Unit.UPDATE, range.minimum(), range.maximum(), 0);
    return settings.withTrain(
        settings.train().withSchedule(schedule).withEpochs(range.epochs()).withoutEarlyStopping());
  }

  private RangeTested run(Settings given) {
    String name = given.checkpoint().name().orElse("head");
    ExperimentFolder folder = new ExperimentFolder(given, name + "-lr-range");
    return folder.held(() -> run(given, folder));
  }

  private RangeTested run(Settings given, ExperimentFolder folder) {
    boolean validates;
    boolean diverged;
    try (Inputs inputs = Inputs.open(settings, context);
        DeviceRows rows = inputs.training()) {
      InputTransform transform = TransformFit.fit(rows, settings.features());
      rows.transform(transform);
      validates = inputs.split().validation().length > 0;
      int[] labels = inputs.labels(inputs.split().train());
      MlpShape shape = inputs.headShape(rows);
      HeadRun run = new HeadRun(settings.headSeed(), settings.model(), settings.train());
      TrainingData data =
          new TrainingData(
              rows, labels, inputs.classes(), inputs.copies(), settings.augment().trainOn());
      try (EvaluationData watched = watched(inputs, rows, labels, transform);
          HeadTrainer trainer =
              new HeadTrainer(inputs.torch(), List.of(run), shape, data).tolerateDivergence()) {
        int threads = settings.train().threads().orElse(1);
        diverged = inputs.torch().computing(threads, () -> raise(trainer, watched));
      }
    }
    Optional<RangeTest.Suggestion> suggestion = new RangeTest(points).suggestion();
    folder.replace();
    List<RangeReport.Point> measured =
        points.stream()
            .map(
                p ->
                    new RangeReport.Point(
                        p.update(), p.rate(), p.batchLoss(), p.accuracy(), p.loss()))
            .toList();
    Path page = report(measured, suggestion, validates, given).write(folder.path());
    return new RangeTested(List.copyOf(points), diverged, suggestion, page);
  }

  /**
   * Reads what a test came to out of its folder.
   *
   * @throws Failure when a file is not there or damaged
   */
  public static RangeReport read(Path folder) {
    Settings settings = ExperimentFolder.settings(folder);
    List<RangeReport.Point> points = RangeReport.points(folder);
    RangeTest test =
        new RangeTest(
            points.stream()
                .map(
                    p ->
                        new RangeTest.Point(
                            p.update(), p.rate(), p.batchLoss(), p.accuracy(), p.loss()))
                .toList());
    boolean validates = !settings.data().split().validatesNone();
    return report(points, test.suggestion(), validates, settings);
  }

  private static RangeReport report(
      List<RangeReport.Point> points,
      Optional<RangeTest.Suggestion> suggestion,
      boolean validates,
      Settings settings) {
    return new RangeReport(
        validates ? "validation images" : "training images",
        points,
        settings.lrRange().growth() == Growth.EXPONENTIAL,
        minimum(suggestion),
        maximum(suggestion));
  }

  private static OptionalDouble minimum(Optional<RangeTest.Suggestion> suggestion) {
    return suggestion.isPresent()
        ? OptionalDouble.of(suggestion.get().minimum())
        : OptionalDouble.empty();
  }

  private static OptionalDouble maximum(Optional<RangeTest.Suggestion> suggestion) {
    return suggestion.isPresent()
        ? OptionalDouble.of(suggestion.get().maximum())
        : OptionalDouble.empty();
  }

  private static EvaluationData watched(
      Inputs inputs, DeviceRows rows, int[] labels, InputTransform transform) {
    int[] validation = inputs.split().validation();
    if (validation.length > 0) {
      return inputs.evaluation(
          Arrays.copyOf(validation, Math.min(IMAGES, validation.length)), transform);
    }
    int count = Math.min(IMAGES, labels.length);
    return new EvaluationData(List.of(rows.first(count)), Arrays.copyOf(labels, count));
  }

  /** Trains and measures; returns whether the loss stopped being a finite number. */
  private boolean raise(HeadTrainer trainer, EvaluationData watched) {
    int updates = trainer.updatesPerEpoch();
    long total = (long) updates * settings.train().epochs();
    int every = (int) Math.max(1, total / settings.lrRange().points());
    for (int epoch = 1; epoch <= settings.train().epochs() && !trainer.diverged(0); epoch++) {
      long before = (long) (epoch - 1) * updates;
      trainer.epoch(
          epoch,
          Math.min(every, updates),
          (done, losses) -> {
            if (trainer.diverged(0)) {
              return;
            }
            Evaluation evaluation = trainer.evaluate(watched).get(0);
            double loss = evaluation.crossEntropy();
            double mean = 0;
            for (float[] batch : losses) {
              mean += batch[0] / losses.length;
            }
            if (Double.isFinite(mean) && Double.isFinite(loss)) {
              double rate = trainer.rate(0, before + done - 1);
              points.add(
                  new RangeTest.Point(before + done, rate, mean, evaluation.accuracy(), loss));
            }
          });
      context.progress().line("epoch %d of %d".formatted(epoch, settings.train().epochs()));
      if (context.stop().getAsBoolean()) {
        throw Failure.interrupted("the range test was stopped")
            .received("a signal to stop after epoch %d", epoch)
            .accepted("%d epochs", settings.train().epochs())
            .next("run it again: it starts anew")
            .build();
      }
    }
    return trainer.diverged(0);
  }
}
