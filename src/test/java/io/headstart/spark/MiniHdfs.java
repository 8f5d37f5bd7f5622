package io.headstart.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HDFS of this machine, name node and one data node, in a process of its own. */
final class MiniHdfs implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("<name>fs.defaultFS</name><value>([^<]+)</value>");

  private final Path jars;
  private final Path work;
  private final Process process;
  private final String address;

  /**
   * Starts it, empty.
   *
   * @param jars a folder with hadoop-client-minicluster and what that needs
   */
  MiniHdfs(Path jars, Path work) throws IOException {
    this.jars = jars;
    this.work = Files.createDirectories(work);
    // The shell insists on them.
    for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
      Files.writeString(work.resolve(name), "<configuration/>");
    }
    Path site = work.resolve("site.xml");
    this.process =
        java(
            "hdfs",
            List.of(
                "org.apache.hadoop.mapreduce.MiniHadoopClusterManager",
                "-nomr",
                "-format",
                "-datanodes",
                "1",
                "-nnport",
                "0",
                "-writeConfig",
                site.toString(),
                "-D",
                "hdfs.minidfs.basedir=" + work.resolve("blocks")));
    StandaloneCluster.await("HDFS", () -> address(site).isPresent() || !process.isAlive());
    this.address = address(site).orElseThrow();
  }

  private static Optional<String> address(Path site) {
    try {
      // It is there before it is written.
      Matcher found = ADDRESS.matcher(Files.exists(site) ? Files.readString(site) : "");
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its address: {@code hdfs://HOST:PORT}. */
  String address() {
    return address;
  }

  /** Copies a folder of this machine to a new folder. */
  void put(Path from, String to) throws IOException, InterruptedException {
    shell("-put", from.toString(), address + to);
  }

  /** Copies a folder to this machine. */
  void get(String from, Path to) throws IOException, InterruptedException {
    shell("-get", address + from, to.toString());
  }

  private void shell(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("org.apache.hadoop.fs.FsShell"));
    command.addAll(List.of(arguments));
    if (java("shell", command).waitFor() != 0) {
      throw new IOException(Files.readString(work.resolve("shell.log")));
    }
  }

  private Process java(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("java", "-Xmx512m"));
    command.addAll(List.of("-cp", work + ":" + jars.resolve("*")));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(work.toFile())
        .redirectErrorStream(true)
        .redirectOutput(work.resolve(name + ".log").toFile())
        .start();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
