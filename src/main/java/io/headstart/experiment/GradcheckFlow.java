package io.headstart.experiment;

import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.Settings;
import io.headstart.model.InitialWeights;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.train.DeviceRows;
import io.headstart.train.GradientCheck;
import io.headstart.train.HeadRun;
import io.headstart.train.TrainingData;
import io.headstart.train.TransformFit;
import java.util.Arrays;
import java.util.List;

/** Analytic against numerical gradients of the configured head, on a batch of real data. */
public final class GradcheckFlow {
  private GradcheckFlow() {}

  /**
   * What came out.
   *
   * @param layers sizes, as in 512-64-10
   * @param images in the batch
   * @param results for each weight and bias
   */
  public record CheckedGradients(String layers, int images, List<GradientCheck.Result> results) {
    /** Returns the greatest relative error of all. */
    public double worst() {
      return results.stream()
          .mapToDouble(GradientCheck.Result::maximumRelativeError)
          .max()
          .orElse(0);
    }

    /** Returns the greatest mean difference of any, without its sign. */
    public double greatestMeanDifference() {
      return results.stream()
          .mapToDouble(result -> Math.abs(result.meanDifference()))
          .max()
          .orElse(0);
    }
  }

  /** Compares at the first weights. */
  public static CheckedGradients run(Settings settings, Context context) {
    try (Inputs inputs = Inputs.open(settings, context);
        DeviceRows rows = inputs.training()) {
      InputTransform transform = TransformFit.fit(rows, settings.features());
      rows.transform(transform);
      int[] labels = inputs.labels(inputs.split().train());
      int images = Math.min(settings.gradcheck().images(), labels.length);
      MlpShape shape = inputs.headShape(rows);
      HeadRun run = new HeadRun(settings.headSeed(), settings.model(), settings.train());
      try (DeviceRows batch = rows.wide(images);
          GradientCheck check =
              new GradientCheck(
                  inputs.torch(),
                  run,
                  shape,
                  new TrainingData(
                      batch,
                      Arrays.copyOf(labels, images),
                      inputs.classes(),
                      0,
                      TrainOn.ORIGINAL))) {
        double[] first = InitialWeights.draw(shape, settings.model(), settings.headSeed());
        return new CheckedGradients(
            shape.toString(), images, check.compare(first, settings.gradcheck(), settings.seed()));
      }
    }
  }
}
