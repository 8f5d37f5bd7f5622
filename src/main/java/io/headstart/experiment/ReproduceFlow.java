package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.config.Configs;
import io.headstart.config.Reproduction;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.engine.TorchRuntime;
import io.headstart.report.ReproductionTable;
import io.headstart.report.ReproductionTable.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Runs a report's configurations, on a CPU two beside each other, and sets what it reported beside
 * what was measured. What is there already is not run again; an interrupted run goes on.
 */
public final class ReproduceFlow {
  /** Rows beside each other: more would only hold more images in memory. */
  private static final int AT_ONCE = 2;

  private final String name;
  private final Path file;
  private final List<String> overrides;
  private final Context context;

  private ReproduceFlow(String name, List<String> overrides, Context context) {
    this.file = Configs.locate(name + "/" + Reproduction.FILE);
    this.name = file.toAbsolutePath().getParent().getFileName().toString();
    this.overrides = overrides;
    this.context = context;
  }

  /**
   * What came out.
   *
   * @param table reported and measured
   * @param page that shows it
   */
  public record ReproducedReport(ReproductionTable table, Path page) {}

  /**
   * Reproduces one report.
   *
   * @param name of its folder under {@code config/}
   * @param overrides of every run's settings, as after {@code --set}
   * @throws Failure as the runs do, or when a checkpoint of other settings is in the way
   */
  public static ReproducedReport run(String name, List<String> overrides, Context context) {
    return new ReproduceFlow(name, overrides, context).run();
  }

  private ReproducedReport run() {
    Reproduction report = Reproduction.read(file);
    // All settings are read before the first run: a mistake in the last must not cost an hour.
    List<Settings> settings = report.rows().stream().map(this::settings).toList();
    Path folder = Path.of(settings.get(0).checkpoint().directory());
    return ExperimentFolder.held(folder, () -> run(report, settings, folder));
  }

  private ReproducedReport run(Reproduction report, List<Settings> settings, Path folder) {
    extract(missing(report.rows(), settings, folder));
    int workers = workers(settings.get(0));
    List<Integer> order = order(report.rows());
    List<SideBySide.Job<List<Line>>> jobs = new ArrayList<>();
    for (int i : order) {
      Reproduction.Row row = report.rows().get(i);
      Settings own = settings.get(i);
      String begun = "row %d of %d".formatted(i + 1, settings.size());
      jobs.add(
          new SideBySide.Job<>(
              name + "/" + row.name(),
              rowContext -> {
                rowContext.progress().line(begun);
                return new ReproducedRow(row, own, folder, rowContext).run();
              }));
    }
    List<List<Line>> done = new SideBySide(context, workers).run(jobs);
    List<Line> lines =
        IntStream.range(0, order.size())
            .mapToObj(i -> done.get(order.indexOf(i)))
            .flatMap(List::stream)
            .toList();
    ReproductionTable table = new ReproductionTable(report.title(), lines);
    return new ReproducedReport(table, table.write(folder.resolve("reproduction")));
  }

  /** Begins with the searches: the longest rows, which would run on alone after all others. */
  private static List<Integer> order(List<Reproduction.Row> rows) {
    return IntStream.range(0, rows.size())
        .boxed()
        .sorted(Comparator.comparing(i -> rows.get(i).kind() != Reproduction.Kind.SEARCH))
        .toList();
  }

  /** Returns the settings of the rows that are not there yet. */
  private List<Settings> missing(
      List<Reproduction.Row> rows, List<Settings> settings, Path folder) {
    return IntStream.range(0, rows.size())
        .filter(i -> !new ReproducedRow(rows.get(i), settings.get(i), folder, context).isThere())
        .mapToObj(settings::get)
        .toList();
  }

  /**
   * Extracts the features that rows share, on all cores, so that rows beside each other find them.
   */
  private void extract(List<Settings> rows) {
    Set<List<Object>> extracted = new HashSet<>();
    for (Settings row : rows) {
      boolean stored = !row.features().isPixels();
      if (stored && extracted.add(Trials.inputs(row))) {
        try (Inputs inputs = Inputs.open(row, context)) {
          inputs.extractAll();
        }
      }
    }
  }

  /** Returns how many rows may run at once: a GPU trains one head after the other. */
  private int workers(Settings settings) {
    try (TorchRuntime torch = context.start(settings)) {
      return torch.onGpu() ? 1 : Math.min(AT_ONCE, context.threads());
    }
  }

  /** A row's settings; its checkpoints lie in a folder of the report's name. */
  private Settings settings(Reproduction.Row row) {
    Path config = file.resolveSibling(row.config());
    List<String> all = new ArrayList<>(row.set());
    all.addAll(overrides);
    Path root = Path.of(SettingsReader.read(config, overrides).checkpoint().directory());
    Path own = root.endsWith(name) ? root : root.resolve(name);
    all.add("checkpoint.directory=\"" + own + "\"");
    all.add("checkpoint.name=" + row.name());
    return SettingsReader.read(config, all);
  }
}
