package io.headstart.spark;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The trainer in a process of its own. */
final class ProofRun {
  private final Process process;
  private final Path out;
  private final Path err;
  private final long start = System.nanoTime();

  private ProofRun(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command of the jar; its output goes to files of that name in the folder. */
  static ProofRun start(
      Path jar, Path folder, String name, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    List<String> command = new ArrayList<>(List.of("java", "-Xmx1g", "-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new ProofRun(builder.start(), out, err);
  }

  /** Waits for the end and returns the exit code. */
  int code() throws InterruptedException {
    return process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Kills the process that spark-submit became, and the one that waits for it. */
  void kill() throws InterruptedException {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  String said() throws IOException {
    return Files.readString(err);
  }

  /** Returns what it wrote to standard output. */
  String out() throws IOException {
    return Files.readString(out);
  }

  JsonObject json() throws IOException {
    return JsonParser.parseString(Files.readString(out)).getAsJsonObject();
  }
}
