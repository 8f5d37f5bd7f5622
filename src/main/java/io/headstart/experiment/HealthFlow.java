package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.Settings;
import io.headstart.data.Split;
import io.headstart.engine.TorchRuntime;
import io.headstart.health.CheckedImages;
import io.headstart.health.Checkup;
import io.headstart.health.ConfidentLearning;
import io.headstart.health.Duplicates;
import io.headstart.health.Folds;
import io.headstart.health.Outliers;
import io.headstart.health.PixelFacts;
import io.headstart.health.Subset;
import io.headstart.model.InputTransform;
import io.headstart.report.HealthReport;
import io.headstart.train.DeviceRows;
import io.headstart.train.LinearClassifiers;
import io.headstart.train.Neighbours;
import io.headstart.train.TransformFit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks for what is wrong with the images, by their pixels and their features. */
public final class HealthFlow {
  private static final String NAME = "health";

  /** Neighbours of an image that say how far it is from all others. */
  private static final int NEIGHBOURS = 10;

  /** Images among which those are looked for: all of a small set, a sample of a large one. */
  private static final int SAMPLE = 4096;

  /** Neighbours of an image that may be copies of it, at most. */
  private static final int COPIES = 5;

  private static final int FOLDS = 5;

  private final Inputs inputs;
  private final Settings settings;
  private final Context context;

  private HealthFlow(Inputs inputs, Settings settings, Context context) {
    this.inputs = inputs;
    this.settings = settings;
    this.context = context;
  }

  /**
   * What came out, and where it is written.
   *
   * @param folder with {@code experiment.yaml} and {@code report}
   */
  public record WrittenCheckup(Checkup checkup, HealthReport.Files files, Path folder) {}

  /** Checks the images that the split names, and writes what is found beside the checkpoints. */
  public static WrittenCheckup run(Settings given, Context context) {
    // Broken images are what is looked for: they end nothing here.
    Settings settings = given.withData(given.data().withMaxBroken(Integer.MAX_VALUE));
    String name = settings.checkpoint().name().map(n -> n + "-" + NAME).orElse(NAME);
    ExperimentFolder folder = new ExperimentFolder(given, name);
    return folder.held(
        () -> {
          folder.replace();
          try (Inputs inputs = Inputs.open(settings, context)) {
            HealthFlow flow = new HealthFlow(inputs, settings, context);
            inputs.extractAll();
            Checkup checkup = flow.check(images(inputs));
            HealthReport.Files files = HealthReport.write(folder.path(), name, checkup);
            files.missing().ifPresent(context.progress()::warning);
            return new WrittenCheckup(checkup, files, folder.path());
          }
        });
  }

  /**
   * Reads the settings of a check out of its folder.
   *
   * @throws Failure when they are not there, or wrong
   */
  public static Settings settings(Path folder) {
    return ExperimentFolder.settings(folder);
  }

  /**
   * As {@link #run}, of opened inputs and perhaps with other labels than theirs; writes nothing.
   */
  static Checkup check(Inputs inputs, Settings settings, Context context, int[] labels) {
    HealthFlow flow = new HealthFlow(inputs, settings, context);
    CheckedImages images = images(inputs);
    return flow.check(new CheckedImages(images.classes(), images.places(), labels));
  }

  /** Returns the labels of the images in the order of {@link CheckedImages}. */
  static int[] labels(Inputs inputs) {
    return images(inputs).labels();
  }

  private static CheckedImages images(Inputs inputs) {
    Split split = inputs.split();
    List<CheckedImages.Place> places = new ArrayList<>();
    places.addAll(inputs.places(split.train(), Subset.TRAIN));
    places.addAll(inputs.places(split.validation(), Subset.VALIDATION));
    places.addAll(inputs.places(split.test(), Subset.TEST));
    int[] labels = places.stream().mapToInt(place -> place.set().label(place.index())).toArray();
    if (places.isEmpty()) {
      throw Failure.run("there is no image to check")
          .received("%,d images, none of which can be read", inputs.unreadable(all(split)).size())
          .accepted("at least one readable image")
          .next("check data.path")
          .build();
    }
    return new CheckedImages(inputs.classes(), places, labels);
  }

  private static int[] all(Split split) {
    return Stream.of(split.train(), split.validation(), split.test())
        .flatMapToInt(Arrays::stream)
        .toArray();
  }

  private Checkup check(CheckedImages images) {
    TorchRuntime torch = inputs.torch();
    PixelFacts facts = PixelFacts.of(images, context.threads(), context.progress());
    Rows stored = inputs.rows(inputs.readable(all(inputs.split())));
    try (DeviceRows rows = DeviceRows.upload(torch, stored)) {
      InputTransform transform = TransformFit.fit(rows, settings.features().standardized());
      rows.transform(transform);
      Features features = new Features(rows, SentFeatures.of(settings, stored, transform));
      return torch.computing(1, () -> check(images, facts, features));
    }
  }

  /**
   * What the backbone says of the images.
   *
   * @param sent the same rows for other machines; empty where they cannot have them
   */
  private record Features(DeviceRows rows, Optional<SentFeatures> sent) {}

  private Checkup check(CheckedImages images, PixelFacts facts, Features features) {
    NeighbourSearch search = new NeighbourSearch(inputs.torch(), context);
    DeviceRows rows = features.rows();
    Neighbours byFeatures = search.among(rows, features.sent(), COPIES, Duplicates.FEATURES);
    Neighbours byThumbnails = byThumbnails(search, facts.thumbnails());
    Duplicates duplicates =
        Duplicates.of(images, facts, byFeatures, byThumbnails, context.progress());
    return new Checkup(
        images,
        inputs.unreadable(all(inputs.split())),
        IntStream.range(0, images.size()).filter(facts::blank).boxed().toList(),
        IntStream.range(0, images.size()).filter(i -> facts.small()[i]).boxed().toList(),
        duplicates,
        suspects(images, rows, duplicates),
        outliers(images, search, features));
  }

  private Neighbours byThumbnails(NeighbourSearch search, float[] thumbnails) {
    PlainRows plain = new PlainRows(thumbnails, PixelFacts.FIELDS);
    try (DeviceRows rows = DeviceRows.upload(inputs.torch(), plain)) {
      return search.among(rows, Optional.of(plain), COPIES, Duplicates.THUMBNAILS);
    }
  }

  private List<Outliers.Outlier> outliers(
      CheckedImages images, NeighbourSearch search, Features features) {
    int[] order = RandomStream.of(settings.seed(), "health-sample").permutation(images.size());
    int[] sample = Arrays.copyOf(order, Math.min(SAMPLE, order.length));
    // One more: an image of the sample finds itself.
    return Outliers.of(
        search.between(features.rows(), features.sent(), sample, NEIGHBOURS + 1), sample);
  }

  private List<ConfidentLearning.Suspect> suspects(
      CheckedImages images, DeviceRows rows, Duplicates duplicates) {
    int classes = images.classes().size();
    int folds = Math.min(FOLDS, images.size());
    if (folds < 2) {
      return List.of();
    }
    int[] fold = Folds.deal(images.labels(), duplicates.groups(), folds, settings.seed());
    context.progress().line("training %d linear heads, each without a fold".formatted(folds));
    try (LinearClassifiers heads =
        LinearClassifiers.regressions(
            inputs.torch(),
            rows,
            images.labels(),
            classes,
            fold,
            folds,
            LinearClassifiers.PENALTY)) {
      return ConfidentLearning.suspects(heads.probabilities(rows, fold), images.labels(), classes);
    }
  }
}
