package io.headstart.config;

import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import io.headstart.operation.Translation;
import io.headstart.optimizer.AdamW;
import io.headstart.schedule.MultiStep;
import io.headstart.schedule.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings that differ from the default in every key, with values that are hard to write. */
final class UnusualSettings {
  private UnusualSettings() {}

  static Settings settings() {
    return new Settings(
        Long.MIN_VALUE,
        "cuda:3",
        data(),
        features(),
        augment(),
        new ModelSettings(
            List.of(1, 2, 3, 65_536), Math.nextDown(1.0), init("NORMAL"), Double.MIN_VALUE),
        train(),
        false,
        Optional.of(new CalibrateSettings(Optional.of(1e-9), Optional.of(Math.nextDown(1.0)))),
        new CheckpointSettings(
            "a: b # c, [d] {e} 'f' \"g\" %\\ \n\u00e9\u2028", Optional.of("123"), 9),
        new TrackSettings(
            Optional.of("runs: of \u00e9 #1"),
            Optional.of(new TrackSettings.Mlflow("https://[::1]:5000/a%20b", "null"))),
        new StoreSettings(Optional.of("hdfs://host/a b")),
        new GradcheckSettings(2e-7, 3, 7),
        search(),
        lrRange());
  }

  private static ModelSettings.Initialization init(String name) {
    return ModelSettings.Initialization.valueOf(name);
  }

  private static DataSettings data() {
    return new DataSettings(
        DataSettings.Source.FOLDER,
        Optional.of("null"),
        8,
        DataSettings.Resize.PAD,
        Integer.MAX_VALUE,
        List.of("a b.jpg", "list.txt"),
        true,
        new DataSettings.Synthetic(10, 11),
        new DataSettings.Split(
            List.of("train[0:49000]", "yes", "1e3", "true", " x "),
            DataSettings.Validation.of(List.of("7", "~")),
            List.of(),
            Optional.of("([^/]+)_\\d+"),
            Optional.of(5),
            Optional.of(2)));
  }

  private static FeatureSettings features() {
    return new FeatureSettings(
        List.of("true"),
        List.of("-x y.pt"),
        FeatureSettings.Precision.BFLOAT16,
        Optional.of(32),
        Optional.of(FeatureSettings.Interpolation.BICUBIC),
        Optional.of(0.875),
        Optional.of(List.of(0.1, 0.2, 1.0 / 3)),
        Optional.of(List.of(1e-3, 1.0, 10.0)),
        List.of("null", "layer3"),
        Optional.of(4096),
        FeatureSettings.Scaling.MEAN_IMAGE,
        true,
        true,
        Optional.of(new FeatureSettings.Pca(Optional.empty(), Optional.of(0.1 + 0.2))));
  }

  private static AugmentSettings augment() {
    Operation operation = new Translation(1.0 / 3, -0.0, 1000, Padding.EDGE);
    return new AugmentSettings(
        1000,
        AugmentSettings.Mode.ONE_OF,
        List.of(operation, operation),
        AugmentSettings.TrainOn.DRAW,
        List.of(List.of(), List.of(operation)));
  }

  private static TrainSettings train() {
    return new TrainSettings(
        Optional.of(Long.MIN_VALUE),
        1_000_000,
        Integer.MAX_VALUE,
        Double.MAX_VALUE,
        new AdamW(0.1f, 2e-3, 1.2345678901234567e-8, 1e22),
        123456789012345680.0,
        TrainSettings.L2Form.FULL,
        true,
        Optional.of(4.9E-324),
        new MultiStep(Unit.UPDATE, 9.999999999999999e22, List.of(1, 2), 6),
        Math.nextUp(0.5),
        Optional.of(0.2),
        Optional.of(new TrainSettings.Noise(1e15, 0)),
        ClassWeights.of(Map.of("yes: no, {#", Double.MIN_VALUE)),
        TrainSettings.Sampling.BALANCED,
        1.0 / 3,
        Optional.of(new TrainSettings.EarlyStopping(1, 0.5)),
        false,
        List.of(TrainSettings.Curve.TRAIN, TrainSettings.Curve.TEST),
        Optional.of(3),
        Optional.of(1),
        Optional.of(2));
  }

  private static SearchSettings search() {
    return new SearchSettings(
        SearchSettings.Method.COARSE_TO_FINE,
        7,
        100_000,
        List.of(
            new SearchSettings.Dimension(
                "train.l2",
                SearchSettings.Distribution.LOG_UNIFORM,
                Optional.of(4.9E-324),
                Optional.of(1.0),
                List.of(),
                2),
            new SearchSettings.Dimension(
                "model.hidden",
                SearchSettings.Distribution.CHOICE,
                Optional.empty(),
                Optional.empty(),
                List.of("[50]", "1.0", "null"),
                3)),
        9);
  }

  private static LrRangeSettings lrRange() {
    return new LrRangeSettings(1e-7, 10, LrRangeSettings.Growth.LINEAR, 3, 11);
  }
}
