package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.Settings;
import io.headstart.config.TrainSettings;
import io.headstart.model.MlpShape;
import io.headstart.schedule.Schedule;
import io.headstart.train.DeviceRows;
import io.headstart.train.HeadRun;
import io.headstart.train.HeadTrainer;
import io.headstart.train.TrainingData;
import io.headstart.train.TransformFit;
import java.util.Arrays;
import java.util.List;

/**
 * A sanity run: the head must be able to learn one batch by heart. Nothing is kept.
 *
 * <p>What works against that on purpose is switched off: there is no regularization, the rate is
 * constant, and there are many passes.
 */
public final class OverfitFlow {
  /** Updates after which a head that has not learnt the batch will not. */
  private static final int MOST_UPDATES = 2000;

  /** At or below this mean cross-entropy the batch is known by heart. */
  private static final double NEAR_ZERO = 0.01;

  private OverfitFlow() {}

  /**
   * What came out.
   *
   * @param images in the batch
   * @param first loss before the first update
   * @param last loss before the last update
   * @param updates made
   */
  public record LearntByHeart(int images, double first, double last, int updates) {}

  /**
   * Runs it.
   *
   * @throws Failure when the loss stays away from zero
   */
  public static LearntByHeart run(Settings given, Context context) {
    Settings settings = unhindered(given);
    try (Inputs inputs = Inputs.open(settings, context);
        DeviceRows rows = inputs.training()) {
      rows.transform(TransformFit.fit(rows, settings.features()));
      int[] labels = inputs.labels(inputs.split().train());
      int images = Math.min(settings.train().batchSize(), labels.length);
      MlpShape shape = inputs.headShape(rows);
      HeadRun run = new HeadRun(settings.headSeed(), settings.model(), settings.train());
      try (DeviceRows batch = rows.first(images);
          HeadTrainer trainer =
              new HeadTrainer(
                  inputs.torch(),
                  List.of(run),
                  shape,
                  new TrainingData(
                      batch,
                      Arrays.copyOf(labels, images),
                      inputs.classes(),
                      0,
                      TrainOn.ORIGINAL))) {
        return train(trainer, settings, images);
      }
    }
  }

  private static Settings unhindered(Settings given) {
    TrainSettings train =
        given
            .train()
            .withoutRegularization()
            .withSchedule(Schedule.defaults())
            .withEpochs(MOST_UPDATES);
    return given.withModel(given.model().withDropout(0)).withTrain(train);
  }

  private static LearntByHeart train(HeadTrainer trainer, Settings settings, int images) {
    double first = 0;
    double loss = 0;
    int updates = 0;
    while (updates < settings.train().epochs() && (updates == 0 || loss > NEAR_ZERO)) {
      updates++;
      loss = trainer.epoch(updates, Integer.MAX_VALUE, (done, losses) -> {})[0];
      first = updates == 1 ? loss : first;
    }
    if (loss > NEAR_ZERO) {
      throw Failure.run("the head could not learn one batch by heart")
          .received(
              "a loss of %.4f after %d updates on %d images, %.4f at first",
              loss, updates, images, first)
          .accepted("a loss of at most %s", NEAR_ZERO)
          .next("raise train.learning-rate, widen model.hidden, or standardize the features")
          .build();
    }
    return new LearntByHeart(images, first, loss, updates);
  }
}
