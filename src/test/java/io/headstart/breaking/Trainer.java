package io.headstart.breaking;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The jar, run in processes of its own in one place.
 *
 * @param jar to run
 * @param tests classes put in front of it where a fault layer is wanted
 * @param place where it runs
 * @param logs folder for what the processes print
 */
record Trainer(Path jar, Path tests, Place place, Path logs) {
  private static final long LONGEST_SECONDS = 180;
  private static final String MAIN = "io.headstart.cli.Main";

  /** Starts a class of the jar or the tests; its standard error goes to a file. */
  Process start(List<String> options, String main, List<String> arguments) throws IOException {
    return builder(options, main, arguments)
        .redirectError(logs.resolve("session.err").toFile())
        .start();
  }

  private ProcessBuilder builder(List<String> options, String main, List<String> arguments)
      throws IOException {
    Files.createDirectories(place.folder());
    Files.createDirectories(logs);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.addAll(options);
    command.add("-cp");
    command.add(
        main.equals(MAIN)
            ? jar.toAbsolutePath().toString()
            : tests.toAbsolutePath() + File.pathSeparator + jar.toAbsolutePath());
    command.add(main);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.folder().toFile());
    builder.environment().put("HEADSTART_HOME", place.home().toAbsolutePath().toString());
    builder.environment().put("OPT_OUT_TRACKING", "true");
    return builder;
  }

  String lastErrors() throws IOException {
    Path errors = logs.resolve("session.err");
    return Files.exists(errors) ? Files.readString(errors, StandardCharsets.ISO_8859_1) : "";
  }

  /** A command under way. */
  record Running(Process process, Path out, Path err, long start) {
    /** Waits for its end. */
    Ended end() throws IOException, InterruptedException {
      boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      int code = process.exitValue();
      boolean died = code > 128 && code != 130;
      return new Ended(
          ended ? died ? Ended.DIED : code : Ended.STOPPED,
          Files.readString(out),
          Files.readString(err, StandardCharsets.ISO_8859_1),
          seconds,
          0,
          0);
    }

    /** Kills it after a time unless it ended before; returns whether it was killed. */
    boolean killAfter(long milliseconds) throws InterruptedException {
      if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
        return false;
      }
      process.destroyForcibly().waitFor();
      return true;
    }
  }

  Running begin(List<String> arguments) throws IOException {
    long start = System.nanoTime();
    Files.createDirectories(logs);
    Path out = Files.createTempFile(logs, "command", ".out");
    Path err = Files.createTempFile(logs, "command", ".err");
    Process process =
        builder(List.of(), MAIN, arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Running(process, out, err, start);
  }

  Ended run(List<String> arguments) throws IOException, InterruptedException {
    return begin(arguments).end();
  }
}
