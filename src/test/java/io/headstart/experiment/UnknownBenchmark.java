package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Configs;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.io.HeadstartHome;
import io.headstart.metrics.CalibrationFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures how well a head knows what it does not know, and prints the tables of docs/unknown.md:
 * images of classes it was not trained on, and images that were changed.
 *
 * <p>Arguments: the folder of CIFAR-10, the weights, how many images are changed (0: that part is
 * left out), and which classes are held out (all protocols unless some are named).
 */
final class UnknownBenchmark {
  /** The classes on whose images the distance was chosen. */
  private static final List<Integer> CHOSEN_ON = List.of(2, 4, 6, 9);

  private static final String TRAIN = "[data_batch_1, data_batch_2, data_batch_3, data_batch_4]";

  private final Path cifar;
  private final String weights;
  private final int images;
  private final List<Protocol> protocols;
  private final Context context =
      new Context(HeadstartHome.locate(), Progress.NONE, () -> false).withoutNetwork();

  private UnknownBenchmark(Path cifar, String weights, int images, List<Protocol> protocols) {
    this.cifar = cifar;
    this.weights = weights;
    this.images = images;
    this.protocols = protocols;
  }

  public static void main(String[] args) throws IOException {
    int images = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
    List<Protocol> protocols =
        args.length > 3
            ? Arrays.stream(args).skip(3).map(Protocol::valueOf).toList()
            : List.of(Protocol.values());
    UnknownBenchmark benchmark =
        new UnknownBenchmark(Path.of(args[0]).toAbsolutePath(), args[1], images, protocols);
    if (images > 0) {
      benchmark.changedImages();
    }
    benchmark.heldOutClasses("the main job's head", benchmark.settings("model.hidden=[64]"));
    benchmark.heldOutClasses("best.yaml", benchmark.best());
  }

  private List<String> data() {
    return List.of(
        "data.path=" + cifar,
        "features.weights=" + weights,
        "features.precision=bfloat16",
        "data.split={train: " + TRAIN + ", validation: 0.1, test: [data_batch_5]}");
  }

  private Settings settings(String... more) {
    List<String> all = new ArrayList<>(data());
    all.addAll(List.of(more));
    return Settings.defaults().with("the benchmark", all);
  }

  private Settings best() {
    return SettingsReader.read(Configs.locate("best.yaml"), data());
  }

  /** Which classes are held out, and in which sets. */
  private enum Protocol {
    /** Each class alone. */
    ONE,
    /** All fours of those that the distance was not chosen on. */
    FOUR,
    /**
     * The five splits of CIFAR-10 that open-set recognition is compared on, six known classes each,
     * as Vaze et al. 2022 publish them (github.com/sgvaze/osr_closed_set_all_you_need).
     */
    PUBLISHED;

    private static final List<List<Integer>> KNOWN =
        List.of(
            List.of(0, 6, 4, 9, 1, 7),
            List.of(7, 6, 4, 9, 0, 1),
            List.of(1, 5, 7, 3, 9, 4),
            List.of(8, 6, 1, 9, 0, 7),
            List.of(2, 4, 1, 7, 9, 6));

    List<List<Integer>> sets() {
      return switch (this) {
        case ONE -> IntStream.range(0, 10).mapToObj(List::of).toList();
        case FOUR ->
            IntStream.range(0, 1 << 10)
                .mapToObj(mask -> BitSet.valueOf(new long[] {mask}).stream().boxed().toList())
                .filter(set -> set.size() == 4 && set.stream().noneMatch(CHOSEN_ON::contains))
                .toList();
        case PUBLISHED ->
            KNOWN.stream()
                .map(
                    known ->
                        IntStream.range(0, 10).boxed().filter(c -> !known.contains(c)).toList())
                .toList();
      };
    }

    /** Returns whether a set counts in the mean: the distance was not chosen on it. */
    boolean counts(List<Integer> unknown) {
      return this == PUBLISHED || unknown.stream().noneMatch(CHOSEN_ON::contains);
    }
  }

  private void heldOutClasses(String title, Settings settings) {
    try (Inputs inputs = Inputs.open(settings, context)) {
      for (Protocol protocol : protocols) {
        System.out.printf(
            "%nHeld-out classes, %s, %s. * chosen on.%n%n"
                + "| unknown | accuracy of the known | AUROC of the novelty | of the distance alone | of 1 - largest softmax |"
                + " novel among unknown | among known |%n|---|---|---|---|---|---|---|%n",
            title, protocol);
        heldOutClasses(inputs, settings, protocol);
      }
    }
  }

  private void heldOutClasses(Inputs inputs, Settings settings, Protocol protocol) {
    double[] sums = new double[3];
    int counted = 0;
    for (List<Integer> unknown : protocol.sets()) {
      HeldOut result = HeldOut.measure(inputs, settings, unknown, context);
      boolean counts = protocol.counts(unknown);
      if (counts) {
        sums[0] += result.novelty();
        sums[1] += result.distance();
        sums[2] += result.softmax();
        counted++;
      }
      System.out.println(result.row(inputs.classes(), !counts));
    }
    System.out.printf(
        Locale.ROOT,
        "| mean of those without * | | %.3f | %.3f | %.3f | | |%n",
        sums[0] / counted,
        sums[1] / counted,
        sums[2] / counted);
  }

  private void changedImages() throws IOException {
    Path work = Files.createTempDirectory("unknown");
    Settings settings =
        settings(
            "checkpoint.directory=" + work.resolve("checkpoints"),
            "checkpoint.name=calibrated",
            "train.optimizer=adamw",
            "train.learning-rate=0.001",
            "features.standardize=true",
            "calibrate={max-error: 0.02, outliers: 0.05}");
    TrainFlow.train(settings, context);
    Checkpoints checkpoints = new Checkpoints(work.resolve("checkpoints"));
    System.out.printf(
        "%nChanged images, %,d of data_batch_5.%n%n| images | accuracy | calibration error before |"
            + " after | unknown | novel | accuracy of the others |%n"
            + "|---|---|---|---|---|---|---|%n",
        images);
    for (Change change : Change.values()) {
      Path folder = change.write(cifar, work.resolve(change.name()), images);
      EvaluateFlow.EvaluatedCheckpoint result =
          EvaluateFlow.run(
              Optional.of("calibrated"),
              checkpoints,
              List.of("data.path=" + folder, "data.unofficial=true"),
              context);
      System.out.println(row(change, result));
    }
  }

  private static String row(Change change, EvaluateFlow.EvaluatedCheckpoint result) {
    CalibrationFigures figures = result.calibration().orElseThrow().figures();
    return String.format(
        Locale.ROOT,
        "| %s | %.2f %% | %.2f %% | %.2f %% | %.2f %% | %.2f %% | %.2f %% |",
        change.text(),
        100 * result.evaluation().accuracy(),
        100 * figures.before().expectedCalibrationError(),
        100 * figures.after().expectedCalibrationError(),
        100 * figures.unknownShare(),
        100.0 * figures.novel() / figures.count(),
        100 * figures.answeredAccuracy());
  }

  /** Returns the names of some classes. */
  static String names(List<String> classes, List<Integer> some) {
    return String.join(", ", some.stream().map(classes::get).toList());
  }
}
