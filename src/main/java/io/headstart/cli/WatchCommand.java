package io.headstart.cli;

import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.WatchFlow;
import io.headstart.report.TerminalCharts;
import io.headstart.run.History;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run's curves in the terminal. */
@Command(
    name = "watch",
    description =
        "Follows a run's curves in the terminal until it ends; one that has not begun is waited"
            + " for. Without a terminal: a line an epoch.")
final class WatchCommand implements Runnable {
  private static final int HEIGHT = 10;

  @Mixin private GlobalOptions options;

  @Option(names = "--once", description = "Show the curves as they are now, and end.")
  private boolean once;

  @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
  private String name;

  private final boolean terminal = Terminal.isAt(1);
  private int drawn;
  private int printed;

  @Override
  public void run() {
    Checkpoints checkpoints = new Checkpoints(Path.of(options.settings().checkpoint().directory()));
    WatchFlow.run(checkpoints, name, once || options.json(), options.context(), this::show);
  }

  private void show(WatchFlow.Moment moment) {
    if (options.json()) {
      Json.print(document(moment));
    } else if (terminal) {
      draw(moment);
    } else if (once) {
      text(moment, new TerminalCharts.Style(80, HEIGHT, braille(), false))
          .forEach(System.out::println);
    } else {
      printNew(moment);
    }
  }

  /** What was drawn before is drawn over; only a terminal that is really one is told so. */
  private void draw(WatchFlow.Moment moment) {
    boolean colored = System.getenv("NO_COLOR") == null;
    TerminalCharts.Style style =
        new TerminalCharts.Style(Terminal.width() - 1, HEIGHT, braille(), colored);
    List<String> lines = text(moment, style);
    StringBuilder screen = new StringBuilder();
    if (drawn > 0) {
      screen.append("\u001b[").append(drawn).append("A\u001b[J");
    }
    int last = lines.size() - 1;
    if (lines.get(last).length() > style.width()) { // A line that wraps would be two to draw over.
      lines.set(last, lines.get(last).substring(0, style.width()));
    }
    lines.forEach(line -> screen.append(line).append('\n'));
    PrintStream out =
        new PrintStream(
            new FileOutputStream(FileDescriptor.out),
            true,
            braille() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
    out.print(screen);
    out.flush();
    drawn = lines.size();
  }

  /** A reader that started over, as a resumed run does, is not told the same rows again. */
  private void printNew(WatchFlow.Moment moment) {
    for (History.Row row : moment.history().rows()) {
      if (row.epoch() > printed) {
        System.out.println(row.line(moment.epochs().orElse(row.epoch())));
        printed = row.epoch();
      }
    }
    if (!moment.status().equals("running")) {
      System.out.println(moment.name() + ": " + moment.status());
    }
  }

  private static List<String> text(WatchFlow.Moment moment, TerminalCharts.Style style) {
    List<History.Row> rows = moment.history().rows();
    List<String> lines = new ArrayList<>(TerminalCharts.of(moment.history(), style));
    String last =
        rows.isEmpty()
            ? "no epoch yet"
            : rows.get(rows.size() - 1).line(moment.epochs().orElse(rows.size()));
    lines.add("%s: %s, %s".formatted(moment.name(), moment.status(), last));
    return lines;
  }

  /** Whether the terminal's encoding has braille characters. */
  private static boolean braille() {
    String encoding = System.getProperty("sun.jnu.encoding", "US-ASCII");
    return Charset.isSupported(encoding)
        && Charset.forName(encoding).newEncoder().canEncode('\u28ff');
  }

  private static Map<String, Object> document(WatchFlow.Moment moment) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("checkpoint", moment.name());
    document.put("status", moment.status());
    moment.epochs().ifPresent(epochs -> document.put("epochs", epochs));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (History.Row row : moment.history().rows()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("epoch", row.epoch());
      one.put("updates", row.updates());
      one.put("learning-rate", row.learningRate());
      one.put("batch-loss", row.batchLoss());
      row.sets().forEach((set, figures) -> one.put(set, figures.values()));
      rows.add(one);
    }
    document.put("history", rows);
    return document;
  }
}
