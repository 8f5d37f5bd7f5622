package io.headstart.studio;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.experiment.MapFlow;
import io.headstart.experiment.RunImages;
import io.headstart.http.Refusal;
import io.headstart.http.Reply;
import io.headstart.io.DiskFailure;
import io.headstart.report.ReportData;
import io.headstart.run.ImagePredictions;
import io.headstart.run.Notes;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the pages of one run and of several show. */
final class RunDocuments {
  /** Images of one answer. */
  private static final int MOST_IMAGES = 200;

  /** Runs of one comparison. */
  private static final int MOST_COMPARED = 30;

  /** Readings of a file that somebody writes. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_MILLISECONDS = 40;

  /** A million images have 100 MB. */
  private static final long MOST_MAP_BYTES = 128L << 20;

  private final RunIndex index;
  private final ImageShelf images;

  RunDocuments(RunIndex index, ImageShelf images) {
    this.index = index;
    this.images = images;
  }

  /** Returns a run's report as data, with its notes. */
  Map<String, Object> run(String name) {
    RunEntry entry = index.find(name);
    Map<String, Object> document = new LinkedHashMap<>();
    if (hasManifest(entry)) {
      RunFolder run = read(entry);
      document.putAll(ReportData.run(run));
      document.put("certainty", ReportData.certainty(run));
      document.put("evaluated", run.predictions().isPresent());
    } else {
      Path config = entry.folder().resolve(RunFile.CONFIG);
      String text = Files.isRegularFile(config) ? RunFile.text(config) : "";
      document.putAll(ReportData.begun(name, text));
      document.put("certainty", Map.of());
      document.put("evaluated", false);
    }
    document.put("mapped", Files.isRegularFile(MapFlow.file(entry.folder())));
    document.put("status", entry.status());
    document.put("tags", entry.notes().tags());
    document.put("note", entry.notes().text());
    return document;
  }

  /** Returns the charts of a run's training as they are now. */
  Map<String, Object> curves(String name) {
    RunEntry entry = index.find(name);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", entry.status());
    document.put("epochs", entry.epochs());
    document.put("curves", hasManifest(entry) ? ReportData.curves(read(entry)) : List.of());
    return document;
  }

  /** A run has one from its first epoch on. */
  private static boolean hasManifest(RunEntry entry) {
    return Files.isRegularFile(entry.folder().resolve(RunFile.MANIFEST));
  }

  /** The last line of a history may be half written when it is read. */
  private static RunFolder read(RunEntry entry) {
    for (int attempt = 1; ; attempt++) {
      try {
        // What was changed is shown, and said so among the notes.
        return RunFolder.read(entry.folder(), difference -> {});
      } catch (Failure half) {
        if (attempt == ATTEMPTS) {
          throw half;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the points of a run's images as {@code map} wrote them. */
  Reply map(String name) {
    Path file = MapFlow.file(index.find(name).folder());
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_MAP_BYTES) {
        return new Reply(
            200, Map.of("Content-Type", "application/octet-stream"), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
    throw Failure.missing("this run has no map yet")
        .received("%s", file)
        .accepted("a file of at most %,d MiB that `map` wrote", MOST_MAP_BYTES >> 20)
        .next("make it: `java -jar trainer.jar map %s`", name)
        .build();
  }

  /** Returns runs side by side. */
  Map<String, Object> comparison(String names) {
    List<Path> folders =
        Arrays.stream((names == null ? "" : names).split("\n", -1))
            .filter(name -> !name.isEmpty())
            .distinct()
            .map(name -> index.find(name).folder())
            .toList();
    if (folders.size() > MOST_COMPARED) {
      throw Refusal.bad(
          "these are too many runs to compare",
          folders.size() + " runs",
          "2 to " + MOST_COMPARED,
          "tick fewer");
    }
    return ReportData.comparison(folders);
  }

  /** Keeps what somebody says of a run. */
  Map<String, Object> note(String name, JsonObject body) {
    RunEntry entry = index.find(name);
    Notes notes = Notes.of(texts(body, "tags"), text(body, "note"));
    notes.write(entry.folder());
    index.refresh(name);
    return Map.of("tags", notes.tags(), "note", notes.text());
  }

  /**
   * Returns which images a run took for what.
   *
   * @param actual index of a class; null for any, with mistakes alone
   * @param predicted likewise
   */
  Map<String, Object> images(String name, String actual, String predicted) {
    RunEntry entry = index.find(name);
    List<ImagePredictions.Image> all =
        read(entry).predictions().map(ImagePredictions::images).orElse(List.of());
    Predicate<ImagePredictions.Image> wanted =
        actual == null || predicted == null
            ? image -> !image.correct()
            : cell(whole(actual), whole(predicted));
    List<ImagePredictions.Image> matching =
        all.stream()
            .filter(wanted)
            .sorted(Comparator.comparingDouble(ImagePredictions.Image::probability).reversed())
            .toList();
    Optional<RunImages> opened = images.tryOpen(index.checkpoint(name));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("count", matching.size());
    document.put("withPictures", opened.isPresent());
    document.put(
        "images",
        matching.stream()
            .limit(MOST_IMAGES)
            .map(
                image -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("image", image.image());
                  one.put("label", image.label());
                  one.put("predicted", image.predicted());
                  one.put("probability", ReportData.percent(image.probability()));
                  one.put(
                      "name",
                      opened
                          .filter(o -> image.image() < o.size())
                          .map(o -> o.name(image.image()))
                          .orElse("image " + image.image()));
                  return one;
                })
            .toList());
    return document;
  }

  /** Returns the names of images by their indices in the data set. */
  Map<String, Object> names(String name, JsonObject body) {
    RunImages opened = images.open(index.checkpoint(name));
    return Map.of(
        "names",
        texts(body, "images").stream()
            .map(RunDocuments::whole)
            .filter(image -> image < opened.size())
            .map(opened::name)
            .toList());
  }

  private static Predicate<ImagePredictions.Image> cell(int actual, int predicted) {
    return image -> image.label() == actual && image.predicted() == predicted;
  }

  /** Reads a whole number of a query. */
  static int whole(String text) {
    if (text == null || !text.matches("\\d{1,9}")) {
      throw Refusal.bad(
          "this is no whole number", String.valueOf(text), "a whole number from 0", "correct it");
    }
    return Integer.parseInt(text);
  }

  /** Reads a text of a body; empty where there is none. */
  static String text(JsonObject body, String key) {
    JsonElement value = body.get(key);
    if (value == null || value.isJsonNull()) {
      return "";
    }
    if (!value.isJsonPrimitive()) {
      throw Refusal.bad("the body has no such text", key + ": " + value, "a text", "correct it");
    }
    return value.getAsString();
  }

  /** Reads a list of texts of a body; empty where there is none. */
  static List<String> texts(JsonObject body, String key) {
    JsonElement value = body.get(key);
    if (value == null || value.isJsonNull()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (JsonElement one : array) {
        if (one.isJsonPrimitive()) {
          texts.add(one.getAsString());
        }
      }
      if (texts.size() == array.size()) {
        return texts;
      }
    }
    throw Refusal.bad("the body has no such list", key, "a list of texts", "correct it");
  }
}
