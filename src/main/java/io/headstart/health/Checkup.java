package io.headstart.health;

import io.headstart.health.ConfidentLearning.Suspect;
import io.headstart.health.Duplicates.Pair;
import io.headstart.health.Outliers.Outlier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was found.
 *
 * @param images those that could be read
 * @param unreadable names of the others, each with the reason
 * @param blank images that show nothing
 * @param small images of fewer pixels than {@link PixelFacts#SMALL} on their shorter side
 * @param duplicates images that are there more than once
 * @param suspects labels that are probably wrong, the most probable first
 * @param outliers images like no others, the farthest first
 */
public record Checkup(
    CheckedImages images,
    Map<String, String> unreadable,
    List<Integer> blank,
    List<Integer> small,
    Duplicates duplicates,
    List<Suspect> suspects,
    List<Outlier> outliers) {
  /** Returns the same picture on both sides of a split. */
  public List<Pair> leaks() {
    return duplicates.leaks(images);
  }

  /** Returns equal images under different labels; not those that show nothing. */
  public List<Contradiction> contradictions() {
    Set<Integer> suspected = suspected();
    Set<Integer> empty = Set.copyOf(blank);
    return duplicates.exact().stream()
        .filter(same -> !empty.contains(same[0]))
        .filter(same -> Arrays.stream(same).map(i -> images.labels()[i]).distinct().count() > 1)
        .map(same -> Contradiction.of(images, same, suspected))
        .toList();
  }

  /** Returns how many images of a class are used for something. */
  public int count(Subset subset, int label) {
    return (int)
        IntStream.range(0, images.size())
            .filter(i -> images.subset(i) == subset && images.labels()[i] == label)
            .count();
  }

  /**
   * Returns the images that a training is better without, by name: unreadable and blank ones,
   * training images whose label is suspected, and copies. Of two copies the one stays that is used
   * for what counts more: a test image is not given up for a training image, and the figures stay
   * comparable. Equal images that are both of the test or both of the validation stay. Of equal
   * images under different labels, the one that {@link Contradiction} keeps stays, suspected or
   * not, so that the picture is not lost.
   */
  public List<String> exclude() {
    Set<Integer> excluded = new LinkedHashSet<>(blank);
    Map<Integer, Integer> chosen = new HashMap<>();
    contradictions().forEach(one -> chosen.put(one.images().get(0), one.kept()));
    for (int[] same : duplicates.exact()) {
      int kept = chosen.getOrDefault(same[0], first(same));
      Arrays.stream(same)
          .filter(image -> image != kept)
          .forEach(image -> lesser(kept, image, excluded));
    }
    Set<Integer> suspected = suspected();
    for (Pair pair : duplicates.near()) {
      boolean worse = suspected.contains(pair.first()) && !suspected.contains(pair.second());
      lesser(worse ? pair.second() : pair.first(), worse ? pair.first() : pair.second(), excluded);
    }
    suspected.removeAll(Set.copyOf(chosen.values()));
    suspected.stream().filter(image -> images.subset(image) == Subset.TRAIN).forEach(excluded::add);
    List<String> names = new ArrayList<>(unreadable.keySet());
    excluded.stream().sorted().map(images::name).forEach(names::add);
    return names;
  }

  private Set<Integer> suspected() {
    return suspects.stream().map(Suspect::image).collect(Collectors.toCollection(HashSet::new));
  }

  private int first(int[] same) {
    return Arrays.stream(same)
        .boxed()
        .max(Comparator.comparing(images::subset).thenComparing(Comparator.reverseOrder()))
        .orElseThrow();
  }

  private void lesser(int first, int second, Set<Integer> excluded) {
    if (excluded.contains(first) || excluded.contains(second)) {
      return;
    }
    int order = images.subset(first).compareTo(images.subset(second));
    if (order != 0) {
      excluded.add(order < 0 ? first : second);
    } else if (images.subset(first) == Subset.TRAIN) {
      excluded.add(second);
    }
  }
}
