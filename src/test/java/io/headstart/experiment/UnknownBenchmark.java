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
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures how well a head knows what it does not know, and prints the tables of docs/unknown.md:
 * images of classes it was not trained on, and images that were changed.
 *
 * <p>Arguments: the folder of CIFAR-10, the weights, and how many images are changed.
 */
final class UnknownBenchmark {
  /** The classes on whose images the distance was chosen. */
  private static final List<Integer> CHOSEN_ON = List.of(2, 4, 6, 9);

  private static final String TRAIN = "[data_batch_1, data_batch_2, data_batch_3, data_batch_4]";

  private final Path cifar;
  private final String weights;
  private final int images;
  private final Context context =
      new Context(HeadstartHome.locate(), Progress.NONE, () -> false).withoutNetwork();

  private UnknownBenchmark(Path cifar, String weights, int images) {
    this.cifar = cifar;
    this.weights = weights;
    this.images = images;
  }

  public static void main(String[] args) throws IOException {
    UnknownBenchmark benchmark =
        new UnknownBenchmark(
            Path.of(args[0]).toAbsolutePath(),
            args[1],
            args.length > 2 ? Integer.parseInt(args[2]) : 1000);
    benchmark.changedImages();
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

  /** Each class alone, and all fours of those that the distance was not chosen on. */
  private static List<List<Integer>> sets() {
    List<List<Integer>> sets = new ArrayList<>();
    IntStream.range(0, 10).forEach(c -> sets.add(List.of(c)));
    for (int mask = 0; mask < 1 << 10; mask++) {
      List<Integer> set = BitSet.valueOf(new long[] {mask}).stream().boxed().toList();
      if (set.size() == 4 && set.stream().noneMatch(CHOSEN_ON::contains)) {
        sets.add(set);
      }
    }
    return sets;
  }

  private void heldOutClasses(String title, Settings settings) {
    try (Inputs inputs = Inputs.open(settings, context)) {
      System.out.printf(
          "%nHeld-out classes, %s. * chosen on.%n%n"
              + "| unknown | accuracy of the known | AUROC of the novelty | of the distance alone | of 1 - largest softmax |"
              + " novel among unknown | among known |%n|---|---|---|---|---|---|---|%n",
          title);
      for (int size : List.of(1, 4)) {
        heldOutClasses(
            inputs, settings, sets().stream().filter(set -> set.size() == size).toList());
      }
    }
  }

  private void heldOutClasses(Inputs inputs, Settings settings, List<List<Integer>> sets) {
    double[] sums = new double[3];
    int counted = 0;
    for (List<Integer> unknown : sets) {
      HeldOut result = HeldOut.measure(inputs, settings, unknown, context);
      boolean untouched = unknown.stream().noneMatch(CHOSEN_ON::contains);
      if (untouched) {
        sums[0] += result.novelty();
        sums[1] += result.distance();
        sums[2] += result.softmax();
        counted++;
      }
      System.out.println(result.row(inputs.classes(), !untouched));
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
