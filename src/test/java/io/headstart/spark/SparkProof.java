package io.headstart.spark;

import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Proves on a standalone cluster of this machine that several processes make the bytes of one, also
 * where some of them fail. Run by {@code benchmarks/spark-proof}, which says how.
 */
public final class SparkProof {
  /** Rows of a chunk: the unit that is counted. */
  private static final int CHUNK = 1024;

  private final Path jar;
  private final Path spark;
  private final Path work;
  private final ProofImages images;
  private boolean failed;

  private interface Check {
    void run() throws IOException, InterruptedException;
  }

  private SparkProof(Path jar, Path spark, Path work, ProofImages images) {
    this.jar = jar;
    this.spark = spark;
    this.work = work;
    this.images = images;
  }

  /** Arguments: trainer.jar, the Spark, a work folder, images a side, names of checks. */
  public static void main(String[] args) throws Exception {
    Path work = Path.of(args[2]).toAbsolutePath();
    ProofImages images = ProofImages.of(System.getenv("HEADSTART_TEST_ASSETS"), args[3], work);
    SparkProof proof =
        new SparkProof(
            Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath(), work, images);
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put("features", () -> proof.sameFeatures("features", images.records()));
    checks.put("photographs", () -> proof.sameFeatures("photographs", images.photographs()));
    SharedProof shared = new SharedProof(proof, images);
    checks.put("search", shared::search);
    checks.put("health", shared::health);
    checks.put("folds", shared::folds);
    checks.put("hdfs", () -> new HdfsProof(proof, images, proof.spark, work).run());
    checks.put("executor-killed", proof::executorKilled);
    checks.put("driver-killed", proof::driverKilled);
    checks.put("late-worker", proof::lateWorker);
    checks.put("full-disk", proof::fullDisk);
    checks.put("no-natives", proof::noNatives);
    List<String> chosen = List.of(args).subList(4, args.length);
    for (String name : chosen.isEmpty() ? List.copyOf(checks.keySet()) : chosen) {
      checks.get(name).run();
    }
    System.exit(proof.failed ? 1 : 0);
  }

  void say(boolean holds, String check, String format, Object... arguments) {
    System.out.printf(
        Locale.ROOT,
        "%-7s %s: %s%n",
        holds ? "ok" : "FAILED",
        check,
        String.format(Locale.ROOT, format, arguments));
    failed |= !holds;
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", spark.toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1",
        "HEADSTART_HOME", work.resolve("home").toString(),
        "DJL_OFFLINE", "true",
        "OMP_NUM_THREADS", "1");
  }

  StandaloneCluster cluster(String check) throws IOException {
    return new StandaloneCluster(spark, work.resolve(check));
  }

  ProofRun alone(String name, List<String> arguments) throws IOException {
    return ProofRun.start(jar, work, name, environment(), arguments);
  }

  ProofRun submit(StandaloneCluster cluster, String name, List<String> arguments)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spark",
                "--master",
                cluster.url(),
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.executorEnv.OMP_NUM_THREADS=1",
                "--conf",
                "spark.executorEnv.DJL_OFFLINE=true"));
    all.addAll(arguments);
    return ProofRun.start(jar, work, name, environment(), all);
  }

  List<String> features(Path store, List<String> settings) {
    List<String> all = new ArrayList<>(List.of("features", "--json"));
    settings.forEach(setting -> all.addAll(List.of("--set", setting)));
    all.addAll(List.of("--set", "store.path=" + store));
    return all;
  }

  private void sameFeatures(String check, List<String> settings)
      throws IOException, InterruptedException {
    Path one = reference(check, settings);
    Path several = empty(check + "-several");
    try (StandaloneCluster cluster = new StandaloneCluster(spark, work.resolve(check))) {
      cluster.startWorker(1);
      cluster.startWorker(2);
      ProofRun run = submit(cluster, check + "-several", features(several, settings));
      boolean done = run.code() == 0;
      compare(check, one, several, done ? run : null);
    }
  }

  /** Returns the store that one process fills, made once. */
  Path reference(String check, List<String> settings) throws IOException, InterruptedException {
    Path store = work.resolve(check + "-one");
    if (!Files.exists(store)) {
      ProofRun run = alone(check + "-one", features(store, settings));
      say(
          run.code() == 0,
          check,
          "one process: %.1f s in all, %.1f images/s",
          run.seconds(),
          rate(run));
    }
    return store;
  }

  private static double rate(ProofRun run) throws IOException {
    return run.json().get("images-per-second").getAsDouble();
  }

  private void compare(String check, Path one, Path several, ProofRun run) throws IOException {
    if (run == null) {
      say(false, check, "the cluster's run failed, see %s", work);
      return;
    }
    Map<String, String> expected = sums(one);
    boolean same = sums(several).equals(expected) && !expected.isEmpty();
    boolean clean = !Files.exists(several.resolve("chunks"));
    say(
        same && clean,
        check,
        "%d entries %s%s; %,d images made, %.1f images/s, %.1f s in all",
        expected.size(),
        same ? "byte for byte those of one process" : "DIFFER",
        clean ? "" : ", chunks are left behind",
        run.json().get("extracted").getAsInt(),
        rate(run),
        run.seconds());
  }

  /** Returns the SHA-256 of each file with features, by name. */
  static Map<String, String> sums(Path store) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".safetensors")).toList()) {
        sums.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return sums;
  }

  Path empty(String name) throws IOException {
    Path folder = work.resolve(name);
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return folder;
  }

  private static long chunks(Path store) {
    Path folder = store.resolve("chunks");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".chunk")).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // They were just put together.
    }
  }

  private void executorKilled() throws IOException, InterruptedException {
    Path one = reference("features", images.records());
    Path several = empty("executor-killed-several");
    try (StandaloneCluster cluster =
        new StandaloneCluster(spark, work.resolve("executor-killed"))) {
      String first = cluster.startWorker(1);
      cluster.startWorker(2);
      ProofRun run = submit(cluster, "executor-killed", features(several, images.records()));
      StandaloneCluster.await("two chunks", () -> chunks(several) >= 2 || !run.isAlive());
      cluster.killExecutor(first);
      boolean done = run.code() == 0;
      compare("executor-killed", one, several, done ? run : null);
      say(run.said().contains("is gone"), "executor-killed", "the user is told of it");
    }
  }

  private void driverKilled() throws IOException, InterruptedException {
    Path one = reference("features", images.records());
    Path several = empty("driver-killed-several");
    try (StandaloneCluster cluster = new StandaloneCluster(spark, work.resolve("driver-killed"))) {
      String first = cluster.startWorker(1);
      String second = cluster.startWorker(2);
      ProofRun killed = submit(cluster, "driver-killed-1", features(several, images.records()));
      StandaloneCluster.await("three chunks", () -> chunks(several) >= 3 || !killed.isAlive());
      killed.kill();
      StandaloneCluster.await(
          "the end of its executors",
          () -> cluster.executors(first).isEmpty() && cluster.executors(second).isEmpty());
      long before = chunks(several);
      ProofRun again = submit(cluster, "driver-killed-2", features(several, images.records()));
      boolean done = again.code() == 0;
      compare("driver-killed", one, several, done ? again : null);
      long expected = images.count() - before * CHUNK;
      say(
          again.json().get("extracted").getAsLong() == expected,
          "driver-killed",
          "%d chunks were there, %,d of %,d images made again",
          before,
          again.json().get("extracted").getAsLong() - expected,
          before * CHUNK);
    }
  }

  private void lateWorker() throws IOException, InterruptedException {
    Path one = reference("features", images.records());
    Path several = empty("late-worker-several");
    try (StandaloneCluster cluster = new StandaloneCluster(spark, work.resolve("late-worker"))) {
      cluster.startWorker(1);
      ProofRun run = submit(cluster, "late-worker", features(several, images.records()));
      StandaloneCluster.await("a chunk", () -> chunks(several) >= 1 || !run.isAlive());
      cluster.startWorker(2);
      boolean done = run.code() == 0;
      compare("late-worker", one, several, done ? run : null);
      long tasks = cluster.executorLog(2).lines().filter(l -> l.contains("Finished task")).count();
      say(tasks > 0, "late-worker", "it made %d chunks", tasks);
    }
  }

  /** The second worker's disk has no room for the program that Spark sends to it. */
  private void fullDisk() throws IOException, InterruptedException {
    Path disk = Files.createDirectories(work.resolve("full-disk-tmpfs"));
    int mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString())
            .start()
            .waitFor();
    if (mounted != 0) {
      System.out.println("skipped full-disk: a tmpfs needs root");
      return;
    }
    try {
      oneBroken("full-disk", Map.of("SPARK_LOCAL_DIRS", disk.toString()), disk);
    } finally {
      new ProcessBuilder("umount", "--lazy", disk.toString()).start().waitFor();
    }
  }

  private void noNatives() throws IOException, InterruptedException {
    Path nowhere = Files.createDirectories(work.resolve("no-natives"));
    oneBroken(
        "no-natives",
        Map.of("PYTORCH_LIBRARY_PATH", nowhere.toString()),
        work.resolve("no-natives/worker-2"));
  }

  /** One of two workers can do nothing: same bytes by the other, and the user knows which it is. */
  private void oneBroken(String check, Map<String, String> environment, Path folder)
      throws IOException, InterruptedException {
    Path one = reference("features", images.records());
    Path several = empty(check + "-several");
    try (StandaloneCluster cluster = new StandaloneCluster(spark, work.resolve(check))) {
      String broken = cluster.startWorker(2, environment, folder);
      cluster.startWorker(1);
      ProofRun run = submit(cluster, check, features(several, images.records()));
      int code = run.code();
      if (code == 0) {
        compare(check, one, several, run);
      }
      String told =
          run.said().lines().filter(line -> line.contains(broken)).findFirst().orElse("nothing");
      say(told.contains(broken), check, "exit code %d; the user is told: %s", code, told);
    }
  }
}
