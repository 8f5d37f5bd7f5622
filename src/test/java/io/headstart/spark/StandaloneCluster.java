package io.headstart.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real standalone master and workers in processes of their own. Each worker has an address of the
 * loopback to itself, so that messages tell machines apart.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final String MASTER = "org.apache.spark.deploy.master.Master";
  private static final String WORKER = "org.apache.spark.deploy.worker.Worker";

  private final Path spark;
  private final Path work;
  private final int port;
  private final Process master;
  private final Map<String, Process> workers = new LinkedHashMap<>();

  /**
   * Starts a master.
   *
   * @param spark a folder with Spark's jars in {@code jars}
   * @param work a folder for logs and the workers' files
   */
  StandaloneCluster(Path spark, Path work) throws IOException {
    this.spark = spark;
    this.work = Files.createDirectories(work);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    this.master =
        start(
            "master",
            Map.of(),
            MASTER,
            "--host",
            "127.0.0.1",
            "--port",
            port + "",
            "--webui-port",
            "0");
    await("the master", () -> log("master").contains("I have been elected leader"));
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /**
   * Starts a worker with one core and waits until the master knows it.
   *
   * @param number 1 or more: its address is 127.0.0.(1 + number)
   * @param environment of its executors
   * @param folder for its files
   */
  String startWorker(int number, Map<String, String> environment, Path folder) throws IOException {
    String host = "127.0.0." + (1 + number);
    Files.createDirectories(folder);
    workers.put(
        host,
        start(
            host,
            environment,
            WORKER,
            "--host",
            host,
            "--cores",
            "1",
            "--memory",
            "1500m",
            "--work-dir",
            folder.toString(),
            "--webui-port",
            "0",
            url()));
    await("worker " + host, () -> log(host).contains("Successfully registered with master"));
    return host;
  }

  String startWorker(int number) throws IOException {
    return startWorker(number, Map.of(), work.resolve("worker-" + number));
  }

  /** Kills the executor of a worker as an operator or the kernel would. */
  void killExecutor(String host) {
    executors(host).forEach(ProcessHandle::destroyForcibly);
  }

  /** Returns the executors that run on a worker. */
  List<ProcessHandle> executors(String host) {
    return workers
        .get(host)
        .descendants()
        .filter(process -> commandLine(process).contains(EXECUTOR))
        .toList();
  }

  /** Returns what the executors of a worker have logged. */
  String executorLog(int number) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> logs = Files.walk(work.resolve("worker-" + number), 3)) {
      for (Path log : logs.filter(path -> path.endsWith("stderr")).toList()) {
        text.append(Files.readString(log));
      }
    }
    return text.toString();
  }

  /** Java's own command line ends in "..." where it is long. */
  static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  private Process start(String name, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("java", "-Xmx256m"));
    Stream.of("lang", "lang.invoke", "io", "net", "nio", "util", "util.concurrent")
        .forEach(one -> command.add("--add-opens=java.base/java." + one + "=ALL-UNNAMED"));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(List.of("-cp", spark.resolve("jars/*").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.redirectOutput(work.resolve(name + ".log").toFile());
    process
        .environment()
        .putAll(Map.of("SPARK_HOME", spark.toString(), "SPARK_SCALA_VERSION", "2.13"));
    process.environment().putAll(environment);
    return process.start();
  }

  private String log(String name) {
    try {
      return Files.readString(work.resolve(name + ".log"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Waits up to three minutes. */
  static void await(String what, BooleanSupplier done) {
    long end = System.nanoTime() + 180_000_000_000L;
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    List<Process> all = new ArrayList<>(workers.values());
    all.add(master);
    List<ProcessHandle> executors = all.stream().flatMap(Process::descendants).toList();
    all.forEach(Process::destroy);
    executors.forEach(ProcessHandle::destroyForcibly);
    for (Process process : all) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
