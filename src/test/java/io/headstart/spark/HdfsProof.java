package io.headstart.spark;

import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Part of {@link SparkProof}: images and features in an HDFS are those of one process and folders,
 * and so is what comes of them.
 */
final class HdfsProof {
  private static final String CHECK = "hdfs";

  private final SparkProof proof;
  private final ProofImages images;
  private final Path spark;
  private final Path work;

  HdfsProof(SparkProof proof, ProofImages images, Path spark, Path work) {
    this.proof = proof;
    this.images = images;
    this.spark = spark;
    this.work = work;
  }

  void run() throws IOException, InterruptedException {
    if (images.fewPhotographs().isEmpty()) {
      System.out.println("skipped hdfs: HEADSTART_TEST_ASSETS names no photographs");
      return;
    }
    Path photographs = images.fewPhotographs().get();
    try (MiniHdfs hdfs = new MiniHdfs(spark.resolve("hdfs"), work.resolve("hdfs"));
        StandaloneCluster cluster = new StandaloneCluster(spark, work.resolve("hdfs-spark"))) {
      hdfs.put(photographs, "/photographs");
      cluster.startWorker(1);
      cluster.startWorker(2);
      String address = hdfs.address() + "/photographs";
      List<String> here = train("here", photographs.toString(), work.resolve("hdfs-one") + "");
      List<String> there = train("there", address, hdfs.address() + "/features");
      ProofRun one = proof.alone("hdfs-train-one", here);
      boolean trained = one.code() == 0;
      ProofRun several = proof.submit(cluster, "hdfs-train-several", there);
      trained &= several.code() == 0;
      hdfs.get("/features", work.resolve("hdfs-several"));
      compare(work.resolve("hdfs-one"), work.resolve("hdfs-several"));
      String weights = "run/weights.safetensors";
      proof.say(
          trained
              && Sha256.of(checkpoints("here").resolve(weights))
                  .equals(Sha256.of(checkpoints("there").resolve(weights))),
          CHECK,
          "train: the same head; one process %.1f s, the cluster %.1f s",
          one.seconds(),
          several.seconds());
      sameAnswers(cluster, photographs, address);
      sameReports(cluster, here, there);
    }
  }

  private Path checkpoints(String name) {
    return work.resolve("hdfs-checkpoints-" + name);
  }

  private List<String> train(String name, String photographs, String store) {
    List<String> settings = new ArrayList<>(images.photographs());
    settings.add("data.path=" + photographs);
    settings.add("train.epochs=3");
    settings.add("checkpoint.name=run");
    settings.add("checkpoint.directory=" + checkpoints(name));
    settings.add("store.path=" + store);
    List<String> all = new ArrayList<>(List.of("train", "--json"));
    settings.forEach(setting -> all.addAll(List.of("--set", setting)));
    return all;
  }

  private void sameAnswers(StandaloneCluster cluster, Path photographs, String address)
      throws IOException, InterruptedException {
    List<String> predict =
        List.of(
            "predict",
            "--json-lines",
            "--checkpoint",
            "run",
            "--set",
            "checkpoint.directory=" + checkpoints("here"));
    List<String> here = new ArrayList<>(predict);
    here.add(photographs.toString());
    List<String> there = new ArrayList<>(predict);
    there.add(address);
    ProofRun one = proof.alone("hdfs-predict-one", here);
    boolean done = one.code() == 0;
    ProofRun several = proof.submit(cluster, "hdfs-predict-several", there);
    done &= several.code() == 0;
    String expected = one.out();
    proof.say(
        done && several.out().replace(address, photographs.toString()).equals(expected),
        CHECK,
        "predict: the same %d lines; one process %.1f s, the cluster %.1f s",
        expected.lines().count(),
        one.seconds(),
        several.seconds());
  }

  private void sameReports(StandaloneCluster cluster, List<String> here, List<String> there)
      throws IOException, InterruptedException {
    for (String command : List.of("evaluate", "health")) {
      List<String> oneArguments = new ArrayList<>(here);
      List<String> severalArguments = new ArrayList<>(there);
      oneArguments.set(0, command);
      severalArguments.set(0, command);
      ProofRun one = proof.alone("hdfs-" + command + "-one", oneArguments);
      boolean done = one.code() == 0;
      ProofRun several = proof.submit(cluster, "hdfs-" + command + "-several", severalArguments);
      done &= several.code() == 0;
      String expected = one.out().replace(checkpoints("here").toString(), "");
      proof.say(
          done && several.out().replace(checkpoints("there").toString(), "").equals(expected),
          CHECK,
          "%s: the same document of %d characters",
          command,
          expected.length());
    }
  }

  private void compare(Path one, Path several) throws IOException {
    Map<String, String> expected = SparkProof.sums(one);
    boolean same = SparkProof.sums(several).equals(expected) && !expected.isEmpty();
    boolean clean = !Files.exists(several.resolve("chunks"));
    proof.say(
        same && clean,
        CHECK,
        "%d entries %s%s",
        expected.size(),
        same ? "byte for byte those of one process" : "DIFFER",
        clean ? "" : ", chunks are left behind");
  }
}
