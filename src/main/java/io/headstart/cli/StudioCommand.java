package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.studio.Studio;
import io.headstart.studio.StudioOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A page over all runs. */
@Command(
    name = "studio",
    description = {
      "Shows all runs on a live page: curves, comparisons, images, maps; tries images and starts"
          + " runs.",
      "On this machine only, for whoever has the address that is printed. Ends on SIGTERM or"
          + " Ctrl-C."
    })
final class StudioCommand implements Runnable {
  private static final int MOST_PORT = 65_535;

  @Mixin private GlobalOptions options;

  @Option(
      names = "--port",
      defaultValue = "7860",
      description = "The port; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Override
  public void run() {
    if (port < 0 || port > MOST_PORT) {
      throw Failure.usage("--port is out of range")
          .received("--port %d", port)
          .accepted("0 .. %d", MOST_PORT)
          .next("choose another, or leave it out for its default")
          .build();
    }
    Path checkpoints = Path.of(options.settings().checkpoint().directory());
    Studio.run(
        new StudioOptions(port, checkpoints, options.overrides(), program()),
        this::listening,
        options.context());
  }

  private void listening(String url) {
    if (options.json()) {
      Json.print(Map.of("url", url));
    } else {
      System.out.println("studio at " + url);
    }
  }

  /** Returns the command that starts this program again, with what holds for all its commands. */
  private List<String> program() {
    List<String> program = new ArrayList<>();
    program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    program.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return program;
  }
}
