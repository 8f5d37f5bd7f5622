package io.headstart.cli;

import io.headstart.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Bars on a terminal, plain lines elsewhere; always on standard error. */
final class ConsoleProgress implements Progress {
  /** Without a terminal: at most one line in so many nanoseconds. */
  private static final long LINE_INTERVAL = 10_000_000_000L;

  private final PrintStream err;
  private final boolean terminal;

  ConsoleProgress(PrintStream err) {
    this.err = err;
    this.terminal = Terminal.isAt(2);
  }

  @Override
  public void line(String text) {
    err.println(text);
  }

  @Override
  public Task task(String name, String unit, long total) {
    return terminal ? new Bar(name, unit, total) : new Lines(name, unit, total);
  }

  private static final class Bar implements Task {
    private final ProgressBar bar;

    Bar(String name, String unit, long total) {
      // Bars move the cursor, as nothing else on standard error may.
      PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
      bar =
          new ProgressBarBuilder()
              .setTaskName(name.replaceAll("\\p{Cntrl}", "?"))
              .setInitialMax(total)
              .setStyle(
                  System.getenv("NO_COLOR") == null
                      ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                      : ProgressBarStyle.ASCII)
              .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(err))
              .setUnit(" " + unit, 1)
              .showSpeed()
              .build();
    }

    @Override
    public void done(long count) {
      bar.stepTo(count);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private final class Lines implements Task {
    private final String name;
    private final String unit;
    private final long total;
    private final long start = System.nanoTime();
    private long last = start;

    Lines(String name, String unit, long total) {
      this.name = name;
      this.unit = unit;
      this.total = total;
    }

    @Override
    public void done(long count) {
      long now = System.nanoTime();
      if (now - last >= LINE_INTERVAL) {
        last = now;
        double seconds = (now - start) / 1e9;
        line(
            String.format(
                Locale.ROOT,
                "%s: %,d of %,d %s, %.1f %s/s%s",
                name,
                count,
                total,
                unit,
                count / seconds,
                unit,
                count == 0 ? "" : ", %,.0f s left".formatted(seconds * (total - count) / count)));
      }
    }
  }
}
