package io.headstart.cli;

import io.headstart.checkpoint.Checkpoints;
import io.headstart.run.Difference;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What the command line says of files that are not the ones their run wrote. */
final class ModifiedFiles implements Difference.Response {
  private static final String ALLOW = "--allow-modified";

  @Option(
      names = ALLOW,
      description =
          "Use a checkpoint's files also where they were changed after training; the results name"
              + " them.")
  private boolean allowed;

  private final Set<String> names = new TreeSet<>();

  /** Returns the folder of checkpoints that the settings name. */
  Checkpoints checkpoints(GlobalOptions options) {
    return new Checkpoints(Path.of(options.settings().checkpoint().directory()), this);
  }

  /** Returns the files that were used although they were changed. */
  List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public void to(Difference difference) {
    if (!allowed) {
      throw difference.failure("add " + ALLOW);
    }
    if (names.add(difference.name())) {
      System.err.println("warning: " + difference.line());
    }
  }
}
