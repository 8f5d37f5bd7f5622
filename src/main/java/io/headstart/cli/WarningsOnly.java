package io.headstart.cli;

import io.headstart.Progress;
import java.io.PrintStream;

/** What {@code --quiet} leaves: no progress, but what changes the worth of the results. */
final class WarningsOnly implements Progress {
  private final PrintStream err;

  WarningsOnly(PrintStream err) {
    this.err = err;
  }

  @Override
  public void line(String text) {}

  @Override
  public void warning(String text) {
    err.println(text);
  }

  @Override
  public Task task(String name, String unit, long total) {
    return done -> {};
  }
}
