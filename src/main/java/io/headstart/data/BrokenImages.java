package io.headstart.data;

import io.headstart.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The broken images of a folder, by path, and how many of them are accepted. */
final class BrokenImages {
  private static final int NAMED = 5;

  private final int accepted;
  private final Set<String> excluded;
  private final Map<String, String> reasons = new TreeMap<>();

  /**
   * Starts with none.
   *
   * @param accepted how many are skipped; one more is a failure (data.max-broken)
   * @param excluded paths that nobody uses: whether they are broken does not matter
   */
  BrokenImages(int accepted, Set<String> excluded) {
    this.accepted = accepted;
    this.excluded = Set.copyOf(excluded);
  }

  /**
   * Takes note of a broken image; the same one again counts once.
   *
   * @throws Failure when there are now too many
   */
  synchronized void add(String path, String reason) {
    if (excluded.contains(path)) {
      return;
    }
    reasons.put(path, reason);
    if (reasons.size() > accepted) {
      throw Failure.run("too many broken images")
          .received("%d so far: %s", reasons.size(), first())
          .accepted("at most %d (data.max-broken)", accepted)
          .next("repair or remove these files, or raise data.max-broken to skip them")
          .build();
    }
  }

  /** Returns path and reason of those whose path is wanted. */
  synchronized List<String> list(Predicate<String> wanted) {
    return reasons.entrySet().stream()
        .filter(e -> wanted.test(e.getKey()))
        .map(e -> e.getKey() + ": " + e.getValue())
        .toList();
  }

  private String first() {
    List<String> all = list(path -> true);
    String named = String.join("; ", all.subList(0, Math.min(NAMED, all.size())));
    return all.size() > NAMED ? named + "; ..." : named;
  }
}
