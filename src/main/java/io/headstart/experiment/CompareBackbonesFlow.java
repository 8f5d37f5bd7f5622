package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.KnownBackbone;
import io.headstart.backbone.PublishedWeights;
import io.headstart.backbone.WeightFile;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.ImageSample;
import io.headstart.data.ImageSet;
import io.headstart.data.Splits;
import io.headstart.engine.ResidentMemory;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import io.headstart.features.Extractor;
import io.headstart.features.FeatureSet;
import io.headstart.report.BackboneReport;
import io.headstart.store.FeatureStore;
import io.headstart.train.Baselines;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
import io.headstart.train.TransformFit;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Compares backbones on a sample of a data set: features of each, the same simple classifiers on
 * them, and what the features cost. Trains on a sample of the training images and evaluates on a
 * sample of the validation images: no test image is looked at.
 */
public final class CompareBackbonesFlow {
  /** Rounds in which the speed of a backbone is taken; the median counts. */
  private static final int ROUNDS = 5;

  private final Settings settings;
  private final Context context;
  private final TorchRuntime torch;
  private final ImageSample training;
  private final ImageSample validation;
  private final List<String> classes;

  private CompareBackbonesFlow(
      Settings settings,
      Context context,
      TorchRuntime torch,
      ImageSample training,
      ImageSample validation,
      List<String> classes) {
    this.settings = settings;
    this.context = context;
    this.torch = torch;
    this.training = training;
    this.validation = validation;
    this.classes = classes;
  }

  /**
   * Compares.
   *
   * @param backbones each with the name of one
   * @param sample training images at most; half as many are evaluated
   * @return one entry for each backbone, in order
   */
  public static BackboneReport run(
      Settings settings, List<FeatureSettings> backbones, int sample, Context context) {
    backbones.forEach(BackboneList::check);
    // All weights before any work: one that cannot be had would throw the others' figures away.
    backbones.forEach(
        one ->
            Backbones.weights(one)
                .ifPresent(file -> file.obtain(context.offline(), context.progress())));
    Dataset dataset = context.images(settings);
    Inputs.tell(dataset, context.progress());
    var split = Splits.of(dataset, settings.data().split(), settings.seed());
    Splits.notes(dataset, settings.data().split()).forEach(context.progress()::line);
    if (split.validation().length == 0) {
      throw Failure.usage("there are no validation images to compare backbones on")
          .received("data.split.validation: none")
          .accepted("a split with validation images: test images are not looked at")
          .next("set data.split.validation, to 0.2 for instance")
          .build();
    }
    ImageParts parts = ImageParts.of(dataset);
    ImageSample training = drawn("training", parts, split.train(), sample, settings.seed());
    ImageSample validation =
        drawn("validation", parts, split.validation(), (sample + 1) / 2, settings.seed());
    try (TorchRuntime torch = context.start(settings)) {
      CompareBackbonesFlow flow =
          new CompareBackbonesFlow(
              settings, context, torch, training, validation, dataset.classes());
      List<BackboneReport.Entry> entries = new ArrayList<>();
      backbones.forEach(one -> entries.add(flow.compare(one)));
      String images =
          String.format(
              Locale.ROOT,
              "trained on %,d and evaluated on %,d images of %s",
              training.size(),
              validation.size(),
              dataset.name());
      return new BackboneReport(images, validation.size(), entries);
    }
  }

  /** Draws images evenly by their order, which a seed shuffles, and leaves them in their order. */
  private static ImageSample drawn(
      String name, ImageParts parts, int[] indices, int count, long seed) {
    int[] order = RandomStream.of(seed, "compare-backbones-" + name).permutation(indices.length);
    int[] chosen = Arrays.stream(order).limit(count).map(i -> indices[i]).sorted().toArray();
    return new ImageSample(
        name,
        parts.sets(),
        Arrays.stream(chosen).map(parts::part).toArray(),
        Arrays.stream(chosen).map(index -> parts.at(index).index()).toArray());
  }

  private BackboneReport.Entry compare(FeatureSettings one) {
    context.progress().line("comparing " + one.name());
    long before = ResidentMemory.bytes();
    BackboneRequest request =
        new BackboneRequest(one, settings.seed(), Optional.empty(), Optional.of(training));
    try (Backbone backbone = DeviceBackbones.open(request, torch, context.progress())) {
      double milliseconds = 1000 * seconds(backbone, 1);
      double perSecond = backbone.batchSize() / seconds(backbone, backbone.batchSize());
      FeatureStore store = context.store(settings);
      Extractor extractor =
          new Extractor(
              backbone,
              one.isPixels() ? Optional.empty() : Optional.of(store),
              context.threads(),
              context.progress(),
              context.stop());
      FeatureSet trained = extractor.features(training);
      FeatureSet evaluated = extractor.features(validation);
      long grown = Math.max(0, ResidentMemory.bytes() - before);
      Map<String, Map<String, Double>> reached = accuracies(one, trained, evaluated);
      Map<String, Double> neighbours = reached.get(Baselines.NEAREST_NEIGHBOURS);
      KnownBackbone known = Backbones.named(one.name());
      return new BackboneReport.Entry(
          one.name(),
          backbone.description().precision(),
          trained.dimension(),
          reached.get(Baselines.LINEAR).get(validation.name()),
          neighbours == null
              ? OptionalDouble.empty()
              : OptionalDouble.of(neighbours.get(validation.name())),
          perSecond,
          milliseconds,
          grown,
          Backbones.weights(one)
              .map(file -> WeightFile.bytes(file.obtain(true, context.progress())))
              .orElse(0L),
          one.source().equals("zoo")
              ? known.published().map(PublishedWeights::licence).orElse("")
              : "");
    }
  }

  /** Returns the seconds of a forward pass, the median of a few. */
  private double seconds(Backbone backbone, int count) {
    byte[] pixels = new byte[count * training.bytesPerImage()];
    for (int i = 0; i < count; i++) {
      training.read(i % training.size(), pixels, i * training.bytesPerImage());
    }
    FloatBuffer features =
        FloatBuffer.allocate(count * backbone.dimension(training.height(), training.width()));
    double[] seconds = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      backbone.features(pixels, count, training.height(), training.width(), features.clear());
      if (round >= 0) {
        seconds[round] = (System.nanoTime() - begun) / 1e9;
      }
    }
    Arrays.sort(seconds);
    return seconds[ROUNDS / 2];
  }

  private Map<String, Map<String, Double>> accuracies(
      FeatureSettings one, FeatureSet trained, FeatureSet evaluated) {
    int[] train = readable(trained);
    int[] held = readable(evaluated);
    try (DeviceRows rows = DeviceRows.upload(torch, rows(trained, train));
        EvaluationData set =
            new EvaluationData(
                List.of(DeviceRows.upload(torch, rows(evaluated, held))),
                labels(validation, held))) {
      // Each feature to mean 0 and deviation 1: a penalty then weighs alike on all backbones.
      var transform = TransformFit.fit(rows, one.standardized());
      rows.transform(transform);
      set.views().get(0).transform(transform);
      return torch.computing(
          torch.threads(),
          () ->
              Baselines.evaluate(
                  torch,
                  rows,
                  labels(training, train),
                  classes.size(),
                  Map.of(validation.name(), set)));
    }
  }

  private static int[] readable(FeatureSet features) {
    return IntStream.range(0, features.count()).filter(features::isValid).toArray();
  }

  private static Rows rows(FeatureSet features, int[] indices) {
    return new Rows(List.of(features), new int[] {0, features.count()}, indices);
  }

  private static int[] labels(ImageSet images, int[] indices) {
    return Arrays.stream(indices).map(images::label).toArray();
  }
}
