package io.headstart.data;

import io.headstart.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of a split: a part, a range of parts ({@code part..part}), or all training or all test
 * parts (named so, see {@link Splits}), each optionally followed by {@code [from:to]}. What it
 * selects is one range of indices into {@link Dataset#parts()}, since parts lie one after the
 * other.
 *
 * @param key the setting it stands in, for example {@code data.split.train}
 * @param text the entry
 * @param from the first index
 * @param to the index after the last
 */
record Selector(String key, String text, int from, int to) {
  private static final Pattern GRAMMAR =
      Pattern.compile("(?<first>.+?)(?:\\.\\.(?<last>.+?))?(?:\\[(?<from>\\d*):(?<to>\\d*)\\])?");
  private static final String FORMS =
      "a part, train or test, part..part, each with or without a range [from:to]";

  /** A range of indices. */
  private record Range(int from, int to) {
    int size() {
      return to - from;
    }
  }

  int size() {
    return to - from;
  }

  /** Returns how many images both select. */
  int shared(Selector other) {
    return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
  }

  /**
   * Reads an entry.
   *
   * @throws Failure of kind USAGE when it names no part of the data set or no images of it
   */
  static Selector parse(String key, String text, Dataset dataset) {
    Matcher matcher = GRAMMAR.matcher(text.strip());
    if (!matcher.matches()
        || matcher.group("first").contains("[")
        || (matcher.group("last") != null && matcher.group("last").contains("["))) {
      throw refused(key, text, "it cannot be read").accepted(FORMS).next(example(dataset)).build();
    }
    Range part = range(key, text, matcher.group("first"), dataset);
    if (matcher.group("last") != null) {
      Range last = range(key, text, matcher.group("last"), dataset);
      if (last.to() <= part.from() || kind(part, dataset) != kind(last, dataset)) {
        throw refused(key, text, "a range of parts goes forward and stays on one side")
            .accepted("parts of one kind in their order: %s", names(dataset))
            .next(example(dataset))
            .build();
      }
      part = new Range(part.from(), last.to());
    }
    int from = bound(key, text, matcher.group("from"), 0, part.size());
    int to = bound(key, text, matcher.group("to"), part.size(), part.size());
    if (from >= to) {
      throw refused(key, text, "it selects no image")
          .accepted("[from:to] with from below to and to at most %,d", part.size())
          .next("correct the range or remove the entry")
          .build();
    }
    return new Selector(key, text, part.from() + from, part.from() + to);
  }

  private static int bound(String key, String text, String digits, int absent, int size) {
    if (digits == null || digits.isEmpty()) {
      return absent;
    }
    if (digits.length() > 10 || Long.parseLong(digits) > size) {
      throw refused(key, text, String.format(Locale.ROOT, "there are only %,d images", size))
          .accepted("indices from 0 to %d", size)
          .next("correct the range; [from:] goes to the end")
          .build();
    }
    return Integer.parseInt(digits);
  }

  private static Range range(String key, String text, String name, Dataset dataset) {
    int start = 0;
    for (ImageSet part : dataset.parts()) {
      int end = Math.addExact(start, part.size());
      if (part.name().equals(name)) {
        return new Range(start, end);
      }
      start = end;
    }
    for (Part part : Part.values()) {
      if (name.equals(part.title())) {
        return range(key, text, part, dataset);
      }
    }
    Optional<String> near = nearest(name, dataset);
    throw refused(key, text, "there is no part " + name)
        .accepted("%s; or train, validation, test for all of a kind", names(dataset))
        .next(near.map(n -> "did you mean " + n + "?").orElse("name one of these parts"))
        .build();
  }

  /** Returns the images of all parts of a kind. */
  private static Range range(String key, String text, Part part, Dataset dataset) {
    int from = 0;
    for (Part before : Part.values()) {
      int to = from + dataset.parts(before).stream().mapToInt(ImageSet::size).sum();
      if (before == part && from < to) {
        return new Range(from, to);
      }
      from = to;
    }
    throw refused(key, text, "this data set has no %s images".formatted(part.title()))
        .accepted(
            "[] for none, a share of the training images such as [\"0.2\"], or parts: %s",
            names(dataset))
        .next("set %s to one of these", key)
        .build();
  }

  private static Part kind(Range range, Dataset dataset) {
    int end = 0;
    for (Part part : Part.values()) {
      end += dataset.parts(part).stream().mapToInt(ImageSet::size).sum();
      if (range.from() < end) {
        return part;
      }
    }
    return Part.TEST;
  }

  private static Failure.Builder refused(String key, String text, String reason) {
    return Failure.usage("%s selects no images of the data set", key)
        .received("\"%s\": %s", text, reason);
  }

  private static String names(Dataset dataset) {
    return String.join(", ", dataset.parts().stream().map(ImageSet::name).toList());
  }

  private static String example(Dataset dataset) {
    return "write for example " + dataset.train().get(0).name() + "[0:100]";
  }

  private static Optional<String> nearest(String name, Dataset dataset) {
    List<String> known = new ArrayList<>(dataset.parts().stream().map(ImageSet::name).toList());
    known.addAll(List.of("train", "validation", "test"));
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= 1 + candidate.length() / 4)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Levenshtein's edit distance, without regard to case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        char left = Character.toLowerCase(a.charAt(i - 1));
        int change = diagonal + (left == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
