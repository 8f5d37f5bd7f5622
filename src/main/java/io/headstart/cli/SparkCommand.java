package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.spark.SparkHome;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts another command on a cluster: what {@code spark-submit} would, with less to type. */
@Command(
    name = "spark",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a command on a Spark cluster: features are made, a search's trials trained and images"
          + " classified on all its machines.",
      "As in `spark --master spark://host:7077 features --config best.yaml`. Needs SPARK_HOME or"
          + " spark-submit on PATH."
    })
final class SparkCommand implements Callable<Integer> {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "The cluster: spark://HOST:PORT, yarn, k8s://HTTPS-URL, or local[N]. Default: that of"
              + " spark-defaults.conf.")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A property of Spark, such as spark.executor.memory=2g. May be repeated.")
  private List<String> properties = new ArrayList<>();

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "Memory of this process, such as 4g. Default: 1g.")
  private String memory;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command and its options, as without a cluster.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> options = new ArrayList<>();
    if (master != null) {
      options.addAll(List.of("--master", master));
    }
    if (memory != null) {
      options.addAll(List.of("--driver-memory", memory));
    }
    properties.forEach(property -> options.addAll(List.of("--conf", property)));
    SparkHome home = SparkHome.find(System.getenv());
    return run(home.submit(options, jar(), arguments));
  }

  private static int run(List<String> command) {
    try {
      Process submitted = new ProcessBuilder(command).inheritIO().start();
      // A terminal sends Ctrl-C to both, and the other one ends in order.
      Signals.register("INT", () -> {});
      Signals.register("TERM", submitted::destroy);
      return submitted.waitFor();
    } catch (IOException e) {
      throw Failure.run("spark-submit could not be started")
          .received("%s", e.getMessage())
          .accepted("a Spark whose programs run here")
          .next("run `%s` and see what it says", command.get(0))
          .cause(e)
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failure.Kind.INTERRUPTED.exitCode();
    }
  }

  private static Path jar() {
    try {
      return Path.of(
          SparkCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where this program is has no path", e);
    }
  }
}
