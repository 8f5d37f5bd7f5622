package io.headstart.breaking;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.headstart.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The results in a place: the sums of its files by path. Of a run's manifest only the figures
 * count, of one of features all but its time: both tell when they were made.
 */
record Results(Map<String, String> sums) {
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "(?:.*/)?(?:\\..*\\.tmp|.*\\.partial|.*\\.journal|.*\\.damaged|\\..*\\.removed)");

  /**
   * What is there for processes, not for users, and what a tracker shows: a run goes on where that
   * cannot be written.
   */
  private static final Pattern BOOKKEEPING =
      Pattern.compile(
          ".*(?:\\.lock|\\.used|\\.tsv|/index\\.html)|images/.*|config/.*|events/.*|.*/");

  private static final Pattern LAST_COLUMN = Pattern.compile("(?m)\\|[^|]*\\|$");
  private static final Pattern CREATED = Pattern.compile("\"created\": \"[^\"]*\"");

  static Results of(Place.Snapshot content) {
    Map<String, String> sums = new TreeMap<>();
    content.forEach(
        (path, bytes) -> {
          if (!BOOKKEEPING.matcher(path).matches() && !LEFTOVER.matcher(path).matches()) {
            sums.put(path, content(path, bytes));
          }
        });
    return new Results(sums);
  }

  private static String content(String path, byte[] bytes) {
    if (path.endsWith("manifest.json")) {
      return figures(bytes);
    }
    if (path.startsWith("home/features/") && path.endsWith(".json")) {
      String manifest = new String(bytes, StandardCharsets.UTF_8);
      return CREATED.matcher(manifest).replaceAll("");
    }
    if (path.endsWith("reproduction/table.md")) {
      // Its last column says how many seconds a run took.
      return LAST_COLUMN.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("|");
    }
    // Trials end in the order in which the machine's cores get to them.
    return path.endsWith("trials.jsonl")
        ? new String(bytes, StandardCharsets.UTF_8).lines().sorted().toList().toString()
        : Sha256.of(bytes);
  }

  private static String figures(byte[] manifest) {
    try {
      JsonObject json =
          JsonParser.parseString(new String(manifest, StandardCharsets.UTF_8)).getAsJsonObject();
      return json.get("status") + " " + json.get("figures");
    } catch (JsonParseException | IllegalStateException e) {
      return "no manifest: " + e;
    }
  }

  /** Returns those that are equal in two undisturbed runs: what any run must give. */
  Results stable(Results other) {
    return new Results(
        sums.entrySet().stream()
            .filter(entry -> entry.getValue().equals(other.sums.get(entry.getKey())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Returns the paths at which another run gave something else. */
  Set<String> differences(Results other) {
    Set<String> differing = new TreeSet<>();
    sums.forEach(
        (path, sum) -> {
          if (!sum.equals(other.sums.get(path))) {
            differing.add(path + (other.sums.containsKey(path) ? " differs" : " is missing"));
          }
        });
    return differing;
  }

  /** Returns the files that work given up left behind. */
  static Set<String> leftovers(Place.Snapshot content) {
    return content.keySet().stream()
        .filter(path -> LEFTOVER.matcher(path).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
