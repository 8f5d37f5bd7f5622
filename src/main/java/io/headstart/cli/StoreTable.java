package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.io.DiskFailure;
import io.headstart.store.FeatureEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Entries of the feature store as a person and as a program reads them. */
final class StoreTable {
  private static final int SHORTEST_ID = 8;
  private static final String ROW = "%-" + SHORTEST_ID + "s  %18s  %12s  %8s  %8s  %s";

  private final int idDigits;
  private final Instant now;

  /**
   * Prepares for the entries of a store.
   *
   * @param ids all of them: ids are cut to as many digits as tell them apart
   * @param now what ages are counted from
   */
  StoreTable(List<String> ids, Instant now) {
    int digits = SHORTEST_ID;
    for (int i = 1; i < ids.size(); i++) {
      digits = Math.max(digits, common(ids.get(i - 1), ids.get(i)) + 1);
    }
    this.idDigits = digits;
    this.now = now;
  }

  /** Returns how many digits two ids begin with; sorted, neighbours have the most in common. */
  private static int common(String a, String b) {
    int common = 0;
    while (common < a.length() && common < b.length() && a.charAt(common) == b.charAt(common)) {
      common++;
    }
    return common;
  }

  /**
   * Returns the id that begins so.
   *
   * @throws Failure when none does (kind MISSING) or several do (kind USAGE)
   */
  static String id(String beginning, List<String> ids) {
    List<String> found = ids.stream().filter(id -> id.startsWith(beginning)).toList();
    if (found.size() == 1 && !beginning.isEmpty()) {
      return found.get(0);
    }
    Failure.Builder failure =
        found.isEmpty()
            ? Failure.missing("no stored features of this id")
            : Failure.usage("several stored features have ids that begin so");
    throw failure
        .received("\"%s\", which begins %d of %d ids", beginning, found.size(), ids.size())
        .accepted("an id, or as many of its first digits as only one id begins with")
        .next("see `store list`")
        .build();
  }

  String shortId(String id) {
    return id.substring(0, Math.min(idDigits, id.length()));
  }

  String head() {
    return ROW.formatted("id", "rows x features", "size", "age", "unused", "origin");
  }

  String row(FeatureEntry entry) {
    return ROW.formatted(
        shortId(entry.id()),
        String.format(Locale.ROOT, "%,d x %,d", entry.count(), entry.dimension()),
        DiskFailure.size(entry.bytes()),
        age(entry.created()),
        age(entry.lastUsed()),
        origin(entry));
  }

  String total(List<FeatureEntry> entries) {
    long bytes = entries.stream().mapToLong(FeatureEntry::bytes).sum();
    return entries.size() + " entries, " + DiskFailure.size(bytes);
  }

  /** Returns the images' name, if known, and the key's fields with its long hashes cut short. */
  private static String origin(FeatureEntry entry) {
    String fields =
        entry.fields().entrySet().stream()
            .map(field -> field.getKey() + " " + shortened(field.getValue()))
            .collect(Collectors.joining(", "));
    return entry.name().isEmpty() ? fields : entry.name() + ": " + fields;
  }

  private static String shortened(String value) {
    return value.replaceAll("\\b([0-9a-f]{8})[0-9a-f]{56}\\b", "$1");
  }

  private String age(Instant time) {
    Duration age = Duration.between(time, now);
    if (age.toMinutes() < 1) {
      return "now";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min";
    }
    return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " d";
  }

  /** Returns an entry for {@code --json}. */
  static Map<String, Object> fields(FeatureEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", entry.id());
    fields.put("name", entry.name());
    fields.put("count", entry.count());
    fields.put("dimension", entry.dimension());
    fields.put("broken", entry.brokenCount());
    fields.put("bytes", entry.bytes());
    fields.put("created", entry.created().toString());
    fields.put("last-used", entry.lastUsed().toString());
    fields.put("fields", entry.fields());
    return fields;
  }
}
