package io.headstart.health;

import io.headstart.Progress;
import io.headstart.train.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Images that are there more than once.
 *
 * @param exact groups of images with the same pixels, each in ascending order
 * @param near pairs that show the same picture with other pixels, the most alike first
 */
public record Duplicates(List<int[]> exact, List<Pair> near) {
  /** Neighbours by features whose cosine is less are not looked at. */
  public static final double FEATURES = 0.7;

  /** Neighbours by thumbnails whose cosine is less are not looked at. */
  public static final double THUMBNAILS = 0.99;

  /**
   * Pairs whose lightness correlates less show different pictures. Of copies of images of
   * data_batch_1 that were saved as JPEG, shifted, mirrored or made brighter, all had at least
   * 0.956; docs/health.md.
   */
  private static final double SAME_PICTURE = 0.95;

  /**
   * Two images.
   *
   * @param first the lower number
   * @param second the higher number
   * @param cosine of what they were found by, their features or their thumbnails
   */
  public record Pair(int first, int second, double cosine) {}

  /**
   * Finds them: those with equal hashes, and, of each image's neighbours, those whose pixels then
   * show the same picture. Features find what was shifted or mirrored, thumbnails what was saved
   * with losses, which changes the features of small images.
   *
   * @param byFeatures neighbours of each image above {@link #FEATURES}
   * @param byThumbnails neighbours of each image above {@link #THUMBNAILS}
   */
  public static Duplicates of(
      CheckedImages images,
      PixelFacts facts,
      Neighbours byFeatures,
      Neighbours byThumbnails,
      Progress progress) {
    List<int[]> exact = exact(facts.hashes());
    int[] group = new int[images.size()];
    Arrays.setAll(group, image -> image);
    for (int[] same : exact) {
      for (int image : same) {
        group[image] = same[0];
      }
    }
    Candidates all = new Candidates(group, facts, new HashMap<>());
    all.add(byThumbnails);
    all.add(byFeatures);
    List<Pair> candidates = all.sorted();
    Map<Integer, GrayImage> seen = new HashMap<>();
    List<Pair> pairs = new ArrayList<>();
    try (Progress.Task task = progress.task("comparing pixels", "pairs", candidates.size())) {
      int done = 0;
      for (Pair pair : candidates) {
        GrayImage first = seen.computeIfAbsent(pair.first(), image -> gray(images, image));
        GrayImage second = gray(images, pair.second());
        if (first.likeness(second) >= SAME_PICTURE) {
          pairs.add(pair);
        }
        seen.keySet().removeIf(image -> image < pair.first());
        task.done(++done);
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::cosine).reversed());
    return new Duplicates(exact, pairs);
  }

  private static GrayImage gray(CheckedImages images, int image) {
    return GrayImage.of(images.pixels(image), images.width(image));
  }

  private static List<int[]> exact(String[] hashes) {
    Map<String, List<Integer>> byHash = new LinkedHashMap<>();
    for (int image = 0; image < hashes.length; image++) {
      byHash.computeIfAbsent(hashes[image], hash -> new ArrayList<>(1)).add(image);
    }
    return byHash.values().stream()
        .filter(same -> same.size() > 1)
        .map(same -> same.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** Pairs of images with other pixels, each once. */
  private record Candidates(int[] group, PixelFacts facts, Map<Long, Pair> pairs) {
    void add(Neighbours near) {
      for (int i = 0; i < near.indices().length; i++) {
        int image = i / near.k();
        int other = near.indices()[i];
        if (other >= 0
            && group[image] != group[other]
            && !facts.blank(image)
            && !facts.blank(other)) {
          Pair pair = new Pair(Math.min(image, other), Math.max(image, other), near.cosines()[i]);
          pairs.put(((long) pair.first() << 32) | pair.second(), pair);
        }
      }
    }

    List<Pair> sorted() {
      return pairs.values().stream()
          .sorted(Comparator.comparingInt(Pair::first).thenComparing(Pair::second))
          .toList();
    }
  }

  /** Returns images that belong together, each in one group only, for {@link Folds}. */
  public List<int[]> groups() {
    Map<Integer, Integer> parents = new HashMap<>();
    for (int[] same : exact) {
      for (int image : same) {
        join(parents, same[0], image);
      }
    }
    near.forEach(pair -> join(parents, pair.first(), pair.second()));
    Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
    parents.keySet().stream()
        .sorted()
        .forEach(
            image ->
                groups.computeIfAbsent(root(parents, image), r -> new ArrayList<>()).add(image));
    return groups.values().stream()
        .map(same -> same.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static void join(Map<Integer, Integer> parents, int a, int b) {
    int first = root(parents, a);
    int second = root(parents, b);
    parents.put(Math.max(first, second), Math.min(first, second));
  }

  private static int root(Map<Integer, Integer> parents, int image) {
    int at = image;
    for (int parent = parents.computeIfAbsent(at, self -> self); parent != at; ) {
      at = parent;
      parent = parents.get(at);
    }
    return at;
  }

  /**
   * Returns pairs of images that are used for different things: the same picture on both sides. Of
   * a group of equal images, each is named with the first one that is used for something else.
   */
  public List<Pair> leaks(CheckedImages images) {
    Set<Pair> leaks = new LinkedHashSet<>();
    for (int[] same : exact) {
      for (int image : same) {
        Arrays.stream(same)
            .filter(other -> images.subset(other) != images.subset(image))
            .findFirst()
            .ifPresent(
                other -> leaks.add(new Pair(Math.min(image, other), Math.max(image, other), 1)));
      }
    }
    near.stream()
        .filter(pair -> images.subset(pair.first()) != images.subset(pair.second()))
        .forEach(leaks::add);
    return List.copyOf(leaks);
  }
}
