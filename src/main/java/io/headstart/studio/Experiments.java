package io.headstart.studio;

import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.experiment.HealthFlow;
import io.headstart.experiment.LrRangeFlow;
import io.headstart.experiment.RunImages;
import io.headstart.experiment.SearchFlow;
import io.headstart.http.Refusal;
import io.headstart.http.Reply;
import io.headstart.io.AtomicFiles;
import io.headstart.report.HealthReport;
import io.headstart.report.RangeReport;
import io.headstart.report.ReportData;
import io.headstart.report.SearchReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What lies beside the checkpoints: searches, range tests and checks of images. */
final class Experiments {
  /** Findings of a kind that are shown; the file has all. */
  private static final int MOST_FINDINGS = 300;

  private static final int MOST_NAMES = 1_000_000;

  /** The list that {@code data.exclude} takes; {@code report/exclude.txt} is the program's own. */
  private static final String CHOSEN = "exclude.txt";

  private final Path root;
  private final ImageShelf images;

  Experiments(Path root, ImageShelf images) {
    this.root = root;
    this.images = images;
  }

  /** Returns the names of all experiments by their kind, the newest first. */
  Map<String, Object> names() {
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("searches", having(SearchFlow::journal));
    names.put("ranges", having(RangeReport::rates));
    names.put("checks", having(HealthReport::findings));
    return names;
  }

  private List<String> having(UnaryOperator<Path> file) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> Files.isRegularFile(file.apply(folder)))
          .sorted(Comparator.comparing((Path folder) -> modified(file.apply(folder))).reversed())
          .map(folder -> folder.getFileName().toString())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long modified(Path file) {
    return file.toFile().lastModified();
  }

  private Path folder(String name, UnaryOperator<Path> file) {
    List<String> there = having(file);
    if (!there.contains(name)) {
      throw Failure.missing("there is no such experiment")
          .received("%s", name.replaceAll("\\p{Cntrl}", "?"))
          .accepted("%s", there.isEmpty() ? "none has been run" : String.join(", ", there))
          .next("go back to the list")
          .build();
    }
    return root.resolve(name);
  }

  /** Returns a search's trials, done or not. */
  Map<String, Object> search(String name) {
    SearchFlow.Found found = SearchFlow.read(folder(name, SearchFlow::journal));
    List<SearchReport.Row> rows = found.rows();
    return ReportData.search(found.search(), rows);
  }

  /** Returns a range test's plots. */
  Map<String, Object> range(String name) {
    return ReportData.range(LrRangeFlow.read(folder(name, RangeReport::rates)));
  }

  /** Returns a check's findings, some of each kind, and what is excluded already. */
  Map<String, Object> check(String name) {
    Path folder = folder(name, HealthReport::findings);
    Optional<RunImages> opened = tryOpen(folder);
    Map<String, List<Map<String, Object>>> kinds = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (HealthReport.Finding finding : HealthReport.read(folder)) {
      counts.merge(finding.kind(), 1, Integer::sum);
      List<Map<String, Object>> some =
          kinds.computeIfAbsent(finding.kind(), kind -> new ArrayList<>());
      if (some.size() < MOST_FINDINGS) {
        some.add(document(finding, opened));
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", name);
    document.put("kinds", kinds);
    document.put("counts", counts);
    document.put("withPictures", opened.isPresent());
    document.put("suggested", lines(folder.resolve("report").resolve("exclude.txt")));
    document.put("excluded", lines(folder.resolve(CHOSEN)));
    document.put("file", folder.resolve(CHOSEN).toString());
    return document;
  }

  private static Map<String, Object> document(
      HealthReport.Finding finding, Optional<RunImages> opened) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", finding.image());
    one.put("subset", finding.subset());
    one.put("label", finding.label());
    one.put("other", finding.other());
    one.put("value", finding.value());
    one.put("image", index(opened, finding.image()));
    one.put("otherImage", index(opened, finding.other()));
    return one;
  }

  /** Returns an image's index, or null. */
  private static Integer index(Optional<RunImages> opened, String name) {
    OptionalInt found = opened.map(images -> images.index(name)).orElse(OptionalInt.empty());
    return found.isPresent() ? (Integer) found.getAsInt() : null;
  }

  private Optional<RunImages> tryOpen(Path folder) {
    try {
      return Optional.of(images.open(HealthFlow.settings(folder)));
    } catch (Failure missing) {
      return Optional.empty();
    }
  }

  /** Returns an image of a check's data set. */
  Reply picture(String name, int index, String side) {
    Path folder = folder(name, HealthReport::findings);
    return ImageShelf.picture(images.open(HealthFlow.settings(folder)), index, side);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Writes the list of images to leave out; an empty one leaves out none. */
  Map<String, Object> exclude(String name, JsonObject body) {
    Path folder = folder(name, HealthReport::findings);
    Set<String> chosen = new LinkedHashSet<>(RunDocuments.texts(body, "names"));
    for (String one : chosen) {
      if (one.isBlank() || one.indexOf('\n') >= 0 || one.indexOf('\r') >= 0) {
        throw Refusal.bad(
            "this name fits no line of a list",
            one.replaceAll("\\p{Cntrl}", "?"),
            "names of images without line ends",
            "leave the image out by renaming its file");
      }
    }
    if (chosen.size() > MOST_NAMES) {
      throw Refusal.bad(
          "these are too many images",
          chosen.size() + " names",
          "up to " + MOST_NAMES,
          "untick some");
    }
    Path file = folder.resolve(CHOSEN);
    AtomicFiles.write(file, String.join("\n", chosen) + (chosen.isEmpty() ? "" : "\n"));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("file", file.toString());
    document.put("count", chosen.size());
    return document;
  }
}
