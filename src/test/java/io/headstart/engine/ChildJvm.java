package io.headstart.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another JVM with this one's class path, for what happens once in a process. */
public final class ChildJvm {
  private ChildJvm() {}

  /** Starts it in a folder. */
  public static Process start(Path folder, Class<?> main, String... arguments) throws IOException {
    return start(folder, Map.of(), main, arguments);
  }

  /** Starts it in a folder with more variables in its environment. */
  public static Process start(
      Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    return start(folder, environment, List.of("-Xmx512m"), main, arguments);
  }

  /** Starts it with options for the JVM, such as its memory. */
  public static Process start(
      Path folder,
      Map<String, String> environment,
      List<String> options,
      Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Waits for the end and returns both streams. */
  public static String output(Process process) throws IOException, InterruptedException {
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no end in sight; so far: " + text);
      }
      return text;
    } finally {
      process.destroyForcibly();
    }
  }
}
