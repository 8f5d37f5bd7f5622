package io.headstart.breaking;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Files to be damaged and the commands that read them.
 *
 * @param name of the kind of file
 * @param prepared job from whose end it starts
 * @param files their paths in the place
 * @param hasSum whether other content must be noticed: what a user made has no sum to compare with
 * @param reach bytes from the start of a file within which the damage begins
 * @param commands each of which reads such a file
 */
record Target(
    String name,
    Job prepared,
    Pattern files,
    boolean hasSum,
    int reach,
    List<List<String>> commands) {
  private static final int WHOLE = Integer.MAX_VALUE;
  private static final String YAML = "YAML";

  private static final List<String> EVALUATE = words("evaluate --checkpoint one --json --offline");
  private static final List<String> PREDICT =
      words("predict --checkpoint one --json --offline images/test/dark/0.png");
  private static final List<String> RESUME =
      words("train --resume one --json --quiet --offline --set train.epochs=6");
  private static final List<String> REPORT = words("report one --offline");
  private static final List<String> VERIFY = words("checkpoints verify");
  private static final List<String> LIST = words("checkpoints list --json");
  private static final List<String> NETWORK_TRAIN =
      Job.network(Job.command("train", "--json", "--quiet", "--set", "checkpoint.name=two"));

  static final List<Target> ALL =
      List.of(
          checkpoint("weights", "weights\\.safetensors", List.of(EVALUATE, PREDICT, VERIFY)),
          checkpoint("state", "state\\.safetensors", List.of(RESUME, VERIFY)),
          checkpoint("history", "history\\.csv", List.of(REPORT, RESUME, VERIFY)),
          checkpoint("evaluation", "evaluation\\.json", List.of(REPORT, EVALUATE, VERIFY)),
          checkpoint("predictions", "predictions\\.csv", List.of(REPORT, EVALUATE, VERIFY)),
          checkpoint("config", "config\\.yaml", List.of(EVALUATE, PREDICT, RESUME, VERIFY)),
          new Target(
              "checkpoint manifest",
              Job.REPORT,
              Pattern.compile("checkpoints/one/manifest\\.json"),
              false,
              WHOLE,
              List.of(EVALUATE, PREDICT, LIST, VERIFY, RESUME, REPORT)),
          new Target(
              "feature store",
              Job.PRUNE,
              Pattern.compile("home/features/.*\\.(safetensors|json)"),
              true,
              WHOLE,
              List.of(NETWORK_TRAIN, words("store verify"))),
          new Target(
              "hash index",
              Job.FOLDER_AGAIN,
              Pattern.compile("home/index/.*\\.tsv"),
              true,
              WHOLE,
              List.of(Job.FOLDER.command())),
          new Target(
              "search journal",
              Job.SEARCH_AGAIN,
              Pattern.compile("checkpoints/searched-search/trials\\.jsonl"),
              true,
              WHOLE,
              List.of(Job.SEARCH_AGAIN.command())),
          new Target(
              "images",
              Job.REPORT,
              Pattern.compile("images/.*"),
              false,
              WHOLE,
              List.of(
                  words("predict --checkpoint one --json --offline images"),
                  Job.FOLDER_PIXELS.command())),
          new Target(
              YAML,
              Job.REPORT,
              Pattern.compile("config/tiny/.*|config/all\\.yaml"),
              false,
              WHOLE,
              List.of(
                  words("config validate --config tiny/run.yaml"),
                  words("config show --config config/all.yaml"),
                  words("reproduce tiny --offline"))));

  private static Target checkpoint(String name, String file, List<List<String>> commands) {
    return new Target(
        "checkpoint " + name,
        Job.REPORT,
        Pattern.compile("checkpoints/one/" + file),
        true,
        WHOLE,
        commands);
  }

  /**
   * Tells whether one of the files may take another's place: a sound configuration in the place of
   * another is no damage but another job, which may be a long one.
   */
  boolean canBeSwapped() {
    return !name.equals(YAML);
  }

  /** Tells files that lie beside the place, being too large to be copied for each disturbance. */
  boolean beside() {
    return this.prepared.equals(Job.CIFAR) || this.prepared.equals(Job.MODULE);
  }

  /** CIFAR-10 as its makers publish it, where it is at hand. */
  static Target cifar() {
    return new Target(
        "CIFAR-10",
        Job.CIFAR,
        Pattern.compile(
            "cifar/data_batch_1\\.bin"), // The test file at hand is not the official one.
        true,
        600_000,
        List.of(Job.CIFAR.command()));
  }

  /** The ResNet-18 of DJL's zoo, where it is at hand. */
  static Target module() {
    return new Target(
        ".pt weights",
        Job.MODULE,
        Pattern.compile("resnet18\\.pt"),
        true,
        WHOLE,
        List.of(Job.MODULE.command()));
  }

  static List<String> words(String line) {
    return List.of(line.split(" ", -1));
  }
}
