package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.RandomStream;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.health.Checkup;
import io.headstart.health.ConfidentLearning.Suspect;
import io.headstart.health.Duplicates.Pair;
import io.headstart.health.PlantedCopies;
import io.headstart.health.PlantedCopies.Copy;
import io.headstart.health.Subset;
import io.headstart.io.HeadstartHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Plants faults among CIFAR-10's images and counts how many of them the check of a data set finds:
 * wrong labels of training images, and copies of training images among the test images.
 */
public final class HealthProof {
  private static final double WRONG_LABELS = 0.05;
  private static final int COPIES = 500;

  /** Thresholds were chosen on copies of images of data_batch_1; these are of the others. */
  private static final int[] PARTS = {2, 3, 4, 5};

  private HealthProof() {}

  /**
   * Runs it.
   *
   * @param arguments folder with CIFAR-10's binary files, file with weights of ResNet-18, seed
   */
  public static void main(String[] arguments) throws IOException {
    Path source = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[2]);
    Path folder = Files.createTempDirectory("health-proof");
    Map<String, Copy> copies = PlantedCopies.write(source, folder, COPIES, PARTS, seed);
    Settings settings =
        SettingsReader.parse(
            "data: {path: \"%s\", unofficial: true, split: {validation: 0}}\nfeatures: {weights: \"%s\"}"
                .formatted(folder, arguments[1]),
            "proof",
            List.of());
    Context context =
        new Context(HeadstartHome.locate(), Progress.NONE, () -> false).withoutNetwork();
    try (Inputs inputs = Inputs.open(settings, context)) {
      inputs.extractAll();
      int[] labels = HealthFlow.labels(inputs);
      Set<Integer> wrong = flip(labels, inputs.split().train().length, inputs.classes(), seed);
      long start = System.nanoTime();
      Checkup checkup = HealthFlow.check(inputs, settings, context, labels);
      System.out.printf(
          Locale.ROOT,
          "%,d images checked in %.1f s%n",
          checkup.images().size(),
          (System.nanoTime() - start) / 1e9);
      printLabels(checkup, wrong);
      printCopies(checkup, copies);
    }
  }

  /** Gives a share of the training images another class, each other one as likely. */
  private static Set<Integer> flip(int[] labels, int training, List<String> classes, long seed) {
    RandomStream random = RandomStream.of(seed, "planted-labels");
    int[] order = random.permutation(training);
    Set<Integer> wrong = new HashSet<>();
    for (int i = 0; i < Math.round(WRONG_LABELS * training); i++) {
      labels[order[i]] =
          (labels[order[i]] + 1 + random.nextInt(classes.size() - 1)) % classes.size();
      wrong.add(order[i]);
    }
    return wrong;
  }

  private static void printLabels(Checkup checkup, Set<Integer> wrong) {
    Set<Integer> suspected = new HashSet<>();
    checkup.suspects().stream()
        .map(Suspect::image)
        .filter(image -> checkup.images().subset(image) == Subset.TRAIN)
        .forEach(suspected::add);
    long found = wrong.stream().filter(suspected::contains).count();
    System.out.printf(
        Locale.ROOT,
        "wrong labels: %d planted, %d found (recall %.1f %%), %d suspected (precision %.1f %%)%n",
        wrong.size(),
        found,
        100.0 * found / wrong.size(),
        suspected.size(),
        100.0 * found / suspected.size());
  }

  private static void printCopies(Checkup checkup, Map<String, Copy> copies) {
    Set<String> leaks = new HashSet<>();
    for (Pair pair : checkup.leaks()) {
      leaks.add(checkup.images().name(pair.first()) + " " + checkup.images().name(pair.second()));
    }
    Predicate<Copy> found = copy -> leaks.contains(copy.original() + " " + copy.name());
    Map<String, int[]> counts = new HashMap<>();
    for (Copy copy : copies.values()) {
      for (String kind : List.of(copy.change().name(), "all")) {
        int[] of = counts.computeIfAbsent(kind, ignored -> new int[2]);
        of[0] += found.test(copy) ? 1 : 0;
        of[1]++;
      }
    }
    counts.forEach(
        (kind, of) ->
            System.out.printf(
                Locale.ROOT,
                "copies, %s: %d of %d found%n",
                kind.toLowerCase(Locale.ROOT),
                of[0],
                of[1]));
    long planted =
        checkup.leaks().stream()
            .filter(pair -> copies.containsKey(checkup.images().name(pair.second())))
            .count();
    System.out.printf(
        Locale.ROOT,
        "leaks: %d, of them %d with a planted copy%n",
        checkup.leaks().size(),
        planted);
  }
}
