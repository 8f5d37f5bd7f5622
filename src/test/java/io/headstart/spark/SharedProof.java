package io.headstart.spark;

import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Part of {@link SparkProof}: work on features that are there, shared by two workers. */
final class SharedProof {
  private final SparkProof proof;
  private final ProofImages images;

  SharedProof(SparkProof proof, ProofImages images) {
    this.proof = proof;
    this.images = images;
  }

  void search() throws IOException, InterruptedException {
    List<String> settings =
        List.of(
            "checkpoint.name=search",
            "train.epochs=5",
            "search.trials=8",
            "search.dimensions=[{setting: train.learning-rate, distribution: log-uniform, minimum:"
                + " 1e-4, maximum: 1e-2}]");
    List<String> files = List.of("search-search/report/trials.csv", "search/weights.safetensors");
    same(new Job("search", "search", settings, files, "trials of pass"));
  }

  void health() throws IOException, InterruptedException {
    List<String> files = List.of("health/report/findings.csv");
    same(new Job("health", "health", List.of(), files, "the images' neighbours"));
  }

  void folds() throws IOException, InterruptedException {
    List<String> settings =
        List.of(
            "checkpoint.name=run",
            "train.epochs=5",
            "data.split.folds=2",
            "data.split.validation=auto");
    List<String> files =
        List.of(
            "run-fold1/weights.safetensors",
            "run-fold1/predictions.csv",
            "run-fold2/weights.safetensors",
            "run-fold2/history.csv");
    same(new Job("folds", "train", settings, files, "the heads of folds"));
  }

  /**
   * A command.
   *
   * @param files that are the same, below the folder of checkpoints
   * @param logged what an executor says that has done a part of the work
   */
  private record Job(
      String check, String command, List<String> settings, List<String> files, String logged) {}

  /** Runs a command by one process and by the cluster. */
  private void same(Job job) throws IOException, InterruptedException {
    Path store = proof.reference("features", images.records());
    StringBuilder[] sums = {new StringBuilder(), new StringBuilder()};
    double[] seconds = new double[2];
    try (StandaloneCluster cluster = proof.cluster(job.check())) {
      cluster.startWorker(1);
      cluster.startWorker(2);
      for (int several = 0; several < 2; several++) {
        Path checkpoints = proof.empty(job.check() + "-checkpoints-" + several);
        List<String> all = new ArrayList<>(images.records());
        all.addAll(job.settings());
        all.add("checkpoint.directory=" + checkpoints);
        List<String> arguments = proof.features(store, all);
        arguments.set(0, job.command());
        ProofRun run =
            several == 0
                ? proof.alone(job.check() + "-one", arguments)
                : proof.submit(cluster, job.check() + "-several", asIfMany(arguments));
        run.code();
        seconds[several] = run.seconds();
        for (String file : job.files()) {
          sums[several].append(Sha256.of(checkpoints.resolve(file)));
        }
      }
      boolean used = (cluster.executorLog(1) + cluster.executorLog(2)).contains(job.logged());
      boolean equal = sums[0].compareTo(sums[1]) == 0;
      proof.say(
          equal && used,
          job.check(),
          "%s %s; one process %.1f s, the cluster %.1f s",
          String.join(", ", job.files()),
          equal ? "byte for byte those of one process" : "DIFFER",
          seconds[0],
          seconds[1]);
    }
  }

  private static List<String> asIfMany(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("--conf", SparkCluster.MANY_ROWS + "=1000"));
    all.addAll(arguments);
    return all;
  }
}
