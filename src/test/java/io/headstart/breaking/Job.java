package io.headstart.breaking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command that is disturbed, on data small enough to be run hundreds of times.
 *
 * @param name of the job
 * @param before commands that must have run, undisturbed
 * @param command that is disturbed
 * @param checkpoints that it makes or goes on with
 */
record Job(String name, List<Job> before, List<String> command, List<String> checkpoints) {
  private static final List<String> NETWORK =
      sets(
          "features.backbone=resnet18",
          "features.weights=random",
          "features.image-size=32",
          "features.precision=float32");
  private static final List<String> TINY =
      sets(
          "data.source=synthetic",
          "data.synthetic={train: 60, test: 20}",
          // All that a state holds: moments of the optimizer, chance that depends on the epoch.
          "model.hidden=[8]",
          "model.dropout=0.2",
          "train.optimizer=adam",
          "train.batch-size=16",
          "train.threads=1",
          "train.epochs=3");

  static final Job TRAIN = train("train", "one");
  static final Job SEEDS =
      new Job(
          "train --seeds",
          List.of(),
          command("train", "--seeds", "1,2", "--set", "checkpoint.name=many"),
          List.of("many", "many-seed2"));
  static final Job CALIBRATED =
      new Job(
          "train with calibrate",
          List.of(),
          command(
              "train",
              "--set",
              "calibrate={max-error: 0.5, outliers: 0.1}",
              "--set",
              "checkpoint.name=sure"),
          List.of("sure"));
  static final Job ENSEMBLE =
      new Job(
          "ensemble",
          List.of(SEEDS),
          List.of("ensemble", "many", "many-seed2", "--offline", "--set", "checkpoint.name=mean"),
          List.of("mean"));
  static final Job RESUME =
      new Job(
          "train --resume",
          List.of(TRAIN),
          List.of("train", "--resume", "one", "--offline", "--set", "train.epochs=6"),
          List.of("one"));
  static final Job FEATURES =
      new Job("features", List.of(), network(command("features")), List.of());

  /** Long enough for chunks of rows to be complete before it ends. */
  static final Job EXTRACTION =
      new Job(
          "extraction",
          List.of(),
          joined(
              network(command("features", "--json")),
              sets("data.synthetic={train: 1500, test: 20}")),
          List.of());

  static final Job FOLDER =
      new Job(
          "features of a folder",
          List.of(),
          joined(
              command("features", "--set", "data.source=folder", "--set", "data.path=images"),
              NETWORK),
          List.of());
  static final Job SEARCH =
      new Job(
          "search",
          List.of(),
          command(
              "search",
              "--set",
              "search={method: random, trials: 4, dimensions: [{setting: train.learning-rate,"
                  + " distribution: log-uniform, minimum: 0.001, maximum: 0.1}]}",
              "--set",
              "checkpoint.name=searched"),
          List.of());

  /** Finds all its trials done. */
  static final Job SEARCH_AGAIN =
      new Job(
          "search again", List.of(SEARCH), joined(SEARCH.command(), List.of("--json")), List.of());

  /** Finds every image in the index and every row in the store. */
  static final Job FOLDER_AGAIN =
      new Job("folder again", List.of(FOLDER), FOLDER.command(), List.of());

  static final Job FOLDER_PIXELS =
      new Job(
          "a folder's pixels",
          List.of(),
          command(
              "train",
              "--set",
              "data.source=folder",
              "--set",
              "data.path=images",
              "--set",
              "data.image-size=16",
              "--set",
              "checkpoint.name=two"),
          List.of("two"));
  static final Job CIFAR =
      new Job(
          "CIFAR-10",
          List.of(),
          command(
              "train",
              "--set",
              "data.source=cifar10",
              "--set",
              "data.path=../cifar",
              "--set",
              "data.split={train: [\"train[0:180]\"], validation: 20, test: [\"test[0:180]\"]}",
              "--set",
              "checkpoint.name=two"),
          List.of("two"));
  static final Job MODULE =
      new Job(
          ".pt weights",
          List.of(),
          joined(network(command("features")), sets("features.weights=../resnet18.pt")),
          List.of());
  static final Job RANGE =
      new Job(
          "lr-range", List.of(), command("lr-range", "--set", "checkpoint.name=range"), List.of());
  static final Job REPORT =
      new Job("report", List.of(TRAIN), List.of("report", "one", "--offline"), List.of("one"));
  static final Job REPRODUCE =
      new Job("reproduce", List.of(), List.of("reproduce", "tiny", "--offline"), List.of());
  static final Job REMOVE =
      new Job(
          "checkpoints remove", List.of(TRAIN), List.of("checkpoints", "remove", "one"), List.of());
  static final Job PRUNE =
      new Job(
          "store prune",
          List.of(FEATURES),
          List.of("store", "prune", "--max-size", "50KB"),
          List.of());

  static final Job TRACKED =
      new Job(
          "train with TensorBoard",
          List.of(),
          command("train", "--set", "track.tensorboard=events", "--set", "checkpoint.name=watched"),
          List.of("watched"));
  static final Job HEALTH = new Job("health", List.of(), command("health"), List.of());

  /** Features of a network: fewer than pixels, whose components take seconds. */
  static final Job EMBEDDED =
      new Job(
          "train on a network's features",
          List.of(),
          network(command("train", "--set", "checkpoint.name=seen")),
          List.of("seen"));

  static final Job MAP =
      new Job("map", List.of(EMBEDDED), List.of("map", "seen", "--offline"), List.of());
  static final Job ONNX =
      new Job(
          "export onnx",
          List.of(TRAIN),
          List.of("export", "one", "--offline", "--format", "onnx"),
          List.of());
  static final Job SERVING =
      new Job(
          "export djl-serving",
          List.of(TRAIN),
          List.of("export", "one", "--offline", "--format", "djl-serving"),
          List.of());

  static final List<Job> ALL =
      List.of(
          FEATURES,
          FOLDER,
          TRAIN,
          CALIBRATED,
          SEEDS,
          ENSEMBLE,
          RESUME,
          SEARCH,
          RANGE,
          REPORT,
          REPRODUCE,
          REMOVE,
          PRUNE,
          TRACKED,
          HEALTH,
          MAP,
          ONNX,
          SERVING);

  static Job train(String job, String checkpoint) {
    return new Job(
        job,
        List.of(),
        command("train", "--set", "checkpoint.name=" + checkpoint),
        List.of(checkpoint));
  }

  static List<String> command(String name, String... more) {
    List<String> small = joined(TINY, sets("features.backbone=pixels"));
    return joined(joined(List.of(name), small), joined(List.of("--offline"), List.of(more)));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** Puts a small ResNet-18 of random weights in place of pixels. */
  static List<String> network(List<String> command) {
    return joined(command, NETWORK);
  }

  static List<String> sets(String... settings) {
    return Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)).toList();
  }

  /** Returns the command that finishes what this one left, as its failure says. */
  Optional<List<String>> resumption(Ended refused) {
    return checkpoints.stream()
        .filter(name -> refused.err().contains("train --resume " + name))
        .findFirst()
        .map(name -> List.of("train", "--resume", name, "--offline"));
  }

  /** Returns the command a user tries after a kill. */
  List<String> goingOn() {
    return checkpoints.size() == 1 && command.get(0).equals("train")
        ? List.of("train", "--resume", checkpoints.get(0), "--offline")
        : command;
  }

  /** Returns the commands that clear away what cannot be gone on with. */
  List<List<String>> removals() {
    List<List<String>> removals = new ArrayList<>();
    checkpoints.forEach(name -> removals.add(List.of("checkpoints", "remove", name)));
    return removals;
  }
}
