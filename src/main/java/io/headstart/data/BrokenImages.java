package io.headstart.data;

import io.headstart.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The broken images of a folder, by path, and how many of them are accepted. */
final class BrokenImages {
  private static final int NAMED = 5;

  private final int accepted;
  private final Map<String, String> reasons = new TreeMap<>();

  /**
   * Starts with none.
   *
   * @param accepted how many are skipped; one more is a failure (data.max-broken)
   */
  BrokenImages(int accepted) {
    this.accepted = accepted;
  }

  /**
   * Takes note of a broken image; the same one again counts once.
   *
   * @throws Failure when there are now too many
   */
  synchronized void add(String path, String reason) {
    reasons.put(path, reason);
    if (reasons.size() > accepted) {
      throw Failure.run("too many broken images")
          .received("%d so far: %s", reasons.size(), first())
          .accepted("at most %d (data.max-broken)", accepted)
          .next("repair or remove these files, or raise data.max-broken to skip them")
          .build();
    }
  }

  /** Returns path and reason of those whose path starts so. */
  synchronized List<String> list(String prefix) {
    return reasons.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .map(e -> e.getKey() + ": " + e.getValue())
        .toList();
  }

  private String first() {
    List<String> all = list("");
    String named = String.join("; ", all.subList(0, Math.min(NAMED, all.size())));
    return all.size() > NAMED ? named + "; ..." : named;
  }
}
