package io.headstart.spark;

import io.headstart.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in an executor's log what a terminal would show; bars it has none. */
final class ExecutorLog implements Progress {
  static final Progress PROGRESS = new ExecutorLog();

  private static final Logger LOG = LoggerFactory.getLogger("io.headstart");

  private ExecutorLog() {}

  @Override
  public void line(String text) {
    LOG.info(text);
  }

  @Override
  public void warning(String text) {
    LOG.warn(text);
  }

  @Override
  public Task task(String name, String unit, long total) {
    return done -> {};
  }
}
