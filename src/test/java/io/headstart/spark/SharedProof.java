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
    same("search", settings, files, "trials of pass");
  }

  void health() throws IOException, InterruptedException {
    same("health", List.of(), List.of("health/report/findings.csv"), "the images' neighbours");
  }

  /**
   * Runs a command by one process and by the cluster.
   *
   * @param files that are the same, below the folder of checkpoints
   * @param logged what an executor says that has done a part of the work
   */
  private void same(String command, List<String> settings, List<String> files, String logged)
      throws IOException, InterruptedException {
    Path store = proof.reference("features", images.records());
    StringBuilder[] sums = {new StringBuilder(), new StringBuilder()};
    double[] seconds = new double[2];
    try (StandaloneCluster cluster = proof.cluster(command)) {
      cluster.startWorker(1);
      cluster.startWorker(2);
      for (int several = 0; several < 2; several++) {
        Path checkpoints = proof.empty(command + "-checkpoints-" + several);
        List<String> all = new ArrayList<>(images.records());
        all.addAll(settings);
        all.add("checkpoint.directory=" + checkpoints);
        List<String> arguments = proof.features(store, all);
        arguments.set(0, command);
        ProofRun run =
            several == 0
                ? proof.alone(command + "-one", arguments)
                : proof.submit(cluster, command + "-several", asIfMany(arguments));
        run.code();
        seconds[several] = run.seconds();
        for (String file : files) {
          sums[several].append(Sha256.of(checkpoints.resolve(file)));
        }
      }
      boolean used = (cluster.executorLog(1) + cluster.executorLog(2)).contains(logged);
      boolean equal = sums[0].compareTo(sums[1]) == 0;
      proof.say(
          equal && used,
          command,
          "%s %s; one process %.1f s, the cluster %.1f s",
          String.join(", ", files),
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
