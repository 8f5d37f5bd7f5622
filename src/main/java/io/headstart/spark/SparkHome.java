package io.headstart.spark;

import io.headstart.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Spark on this machine: a folder with {@code bin/spark-submit}, or with {@code jars} alone.
 * Knows nothing of Spark's classes, so that it can say that they are missing.
 */
public final class SparkHome {
  private static final String VARIABLE = "SPARK_HOME";
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  /** What Spark opens for itself on Java 17, see org.apache.spark.launcher.JavaModuleOptions. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private final Path folder;

  private SparkHome(Path folder) {
    this.folder = folder;
  }

  /** Returns whether {@code spark-submit} started this process. */
  public static boolean submittedThis() {
    return System.getProperty("spark.master") != null;
  }

  /**
   * Finds it: SPARK_HOME, else the folder of the {@code spark-submit} on PATH.
   *
   * @param environment the environment variables
   * @throws Failure (missing) when there is none, saying what to install
   */
  public static SparkHome find(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      SparkHome home = new SparkHome(Path.of(named));
      if (!home.hasSubmit() && !Files.isDirectory(home.jars())) {
        throw missing(VARIABLE + "=" + named + ", with neither bin/spark-submit nor jars/");
      }
      return home;
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place).resolve("spark-submit"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(submit -> new SparkHome(submit.toAbsolutePath().getParent().getParent()))
        .orElseThrow(() -> missing("no SPARK_HOME, and no spark-submit on PATH"));
  }

  /** Returns what to say where Spark is missing. */
  static Failure missing(String received) {
    return Failure.missing("Spark is not on this machine")
        .received("%s", received)
        .accepted("Apache Spark 4.1 for Scala 2.13")
        .next(
            "unpack it from https://spark.apache.org/downloads.html, set SPARK_HOME to its folder,"
                + " and run the same command again")
        .build();
  }

  /**
   * Returns the command that submits this program.
   *
   * @param options of spark-submit, such as {@code --master URL}
   * @param jar with the program
   * @param arguments of the program
   */
  public List<String> submit(List<String> options, Path jar, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (hasSubmit()) {
      command.add(folder.resolve("bin/spark-submit").toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      OPENED.forEach(one -> command.add("--add-opens=" + one + "=ALL-UNNAMED"));
      memory(options).ifPresent(memory -> command.add("-Xmx" + memory));
      command.addAll(List.of("-cp", jars().resolve("*").toString(), SUBMIT));
    }
    command.addAll(options);
    command.addAll(List.of("--class", "io.headstart.cli.Main", jar.toString()));
    command.addAll(arguments);
    return command;
  }

  /** Spark's script reads the driver's memory before it starts Java; so does this. */
  private static Optional<String> memory(List<String> options) {
    int at = options.indexOf("--driver-memory");
    return at < 0 || at + 1 == options.size() ? Optional.empty() : Optional.of(options.get(at + 1));
  }

  private boolean hasSubmit() {
    return Files.isExecutable(folder.resolve("bin/spark-submit"));
  }

  private Path jars() {
    return folder.resolve("jars");
  }
}
