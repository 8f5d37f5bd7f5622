package io.headstart.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Classes of image files. */
@Command(name = "predict", description = "Classes of image files and folders.")
final class PredictCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    options.settings();
  }
}
