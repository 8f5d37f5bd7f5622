package io.headstart.data;

import io.headstart.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Images that are dealt out in units which stay whole: groups, or single images. What is dealt is a
 * function of the images, their order, the seed and the use.
 */
final class Units {
  private final int[] images;
  private final int[] counts;
  private final List<Unit> shuffled;

  /** Positions in {@code images} that stay together, and how many they have of each class. */
  private record Unit(List<Integer> members, Map<Integer, Integer> classes) {
    int size() {
      return members.size();
    }
  }

  /**
   * Makes the units.
   *
   * @param images indices of the images
   * @param labels the class of each of them
   * @param classes how many classes there are
   * @param groups which images stay together; empty when each is a unit
   * @param random decides the order in which units are dealt
   */
  Units(int[] images, int[] labels, int classes, Optional<Groups> groups, RandomStream random) {
    this.images = images;
    this.counts = StratifiedDraw.counts(labels, classes);
    IntUnaryOperator unitOf = i -> groups.map(known -> known.of(images[i])).orElse(i);
    Map<Integer, Unit> units = new LinkedHashMap<>();
    for (int i = 0; i < images.length; i++) {
      Unit unit =
          units.computeIfAbsent(
              unitOf.applyAsInt(i), id -> new Unit(new ArrayList<>(), new LinkedHashMap<>()));
      unit.members().add(i);
      unit.classes().merge(labels[i], 1, Integer::sum);
    }
    List<Unit> inOrder = List.copyOf(units.values());
    int[] order = IntStream.range(0, inOrder.size()).toArray();
    random.shuffle(order);
    shuffled = Arrays.stream(order).mapToObj(inOrder::get).toList();
  }

  /** Returns how many units there are. */
  int count() {
    return shuffled.size();
  }

  /**
   * Draws about so many images, of every class its share: a unit is taken when that brings the
   * classes' numbers nearer to what is wanted.
   *
   * @return the images drawn and the rest, each in their order
   */
  StratifiedDraw draw(int total) {
    int[] missing = StratifiedDraw.quotas(counts, total);
    boolean[] drawn = new boolean[images.length];
    for (Unit unit : shuffled) {
      int gain = 0;
      for (Map.Entry<Integer, Integer> of : unit.classes().entrySet()) {
        int before = missing[of.getKey()];
        gain += Math.abs(before) - Math.abs(before - of.getValue());
      }
      if (gain > 0) {
        unit.classes().forEach((label, count) -> missing[label] -= count);
        unit.members().forEach(i -> drawn[i] = true);
      }
    }
    return new StratifiedDraw(chosen(i -> drawn[i] ? 1 : 0, 1), chosen(i -> drawn[i] ? 1 : 0, 0));
  }

  /**
   * Deals all images out to folds, the largest units first, each to the fold that has the fewest
   * images of its classes.
   *
   * @return of each fold its images, in their order
   */
  List<int[]> folds(int folds) {
    double[][] share = new double[folds][counts.length];
    int[] sizes = new int[folds];
    int[] foldOf = new int[images.length];
    List<Unit> largestFirst = new ArrayList<>(shuffled);
    largestFirst.sort(Comparator.comparingInt(Unit::size).reversed());
    for (Unit unit : largestFirst) {
      int best = 0;
      for (int fold = 1; fold < folds; fold++) {
        double cost = cost(unit, share[fold]) - cost(unit, share[best]);
        if (cost < 0 || (cost == 0 && sizes[fold] < sizes[best])) {
          best = fold;
        }
      }
      int chosen = best;
      unit.classes().forEach((label, count) -> share[chosen][label] += count);
      unit.members().forEach(i -> foldOf[i] = chosen);
      sizes[chosen] += unit.size();
    }
    return IntStream.range(0, folds).mapToObj(fold -> chosen(i -> foldOf[i], fold)).toList();
  }

  /** Weighs how much of the unit's classes a fold has: a rare class counts as much as a common. */
  private double cost(Unit unit, double[] of) {
    double cost = 0;
    for (Map.Entry<Integer, Integer> part : unit.classes().entrySet()) {
      cost += part.getValue() * of[part.getKey()] / counts[part.getKey()];
    }
    return cost;
  }

  private int[] chosen(IntUnaryOperator where, int wanted) {
    return IntStream.range(0, images.length)
        .filter(i -> where.applyAsInt(i) == wanted)
        .map(i -> images[i])
        .toArray();
  }
}
