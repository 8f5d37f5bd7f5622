package io.headstart.search;

import io.headstart.RandomStream;
import io.headstart.config.SearchSettings;
import io.headstart.config.SearchSettings.Dimension;
import io.headstart.config.SearchSettings.Distribution;
import io.headstart.config.SearchSettings.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses trials. Trial n is a function of the settings, the seed and n, whatever was run before.
 */
public final class SearchSpace {
  private final SearchSettings settings;
  private final long seed;

  /**
   * Prepares to choose.
   *
   * @param seed of the run, from which trials are drawn
   */
  public SearchSpace(SearchSettings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /** Returns the trials of the first round, or of the only one. */
  public List<Trial> first() {
    if (settings.method() == Method.GRID) {
      return grid();
    }
    String stage = settings.method() == Method.RANDOM ? "random" : "coarse";
    return drawn(settings.dimensions(), 1, settings.trials(), stage);
  }

  /**
   * Returns the trials of the second round: drawn from the range between the best two of the first;
   * of choices, from the values of the best two. Empty unless the method is coarse-to-fine.
   *
   * @param first results of the first round
   */
  public List<Trial> second(List<TrialResult> first) {
    if (settings.method() != Method.COARSE_TO_FINE) {
      return List.of();
    }
    List<TrialResult> best = TrialResult.ranked(first);
    List<Dimension> narrower = new ArrayList<>();
    for (Dimension dimension : settings.dimensions()) {
      String one = best.get(0).trial().values().get(dimension.setting());
      String other =
          best.get(Math.min(1, best.size() - 1)).trial().values().get(dimension.setting());
      narrower.add(between(dimension, one, other));
    }
    return drawn(narrower, 1 + settings.trials(), settings.fineTrials(), "fine");
  }

  private static Dimension between(Dimension dimension, String one, String other) {
    if (one.equals(other)) {
      return choice(dimension, List.of(one));
    }
    if (dimension.distribution() == Distribution.CHOICE) {
      return choice(dimension, List.of(one, other));
    }
    double a = Double.parseDouble(one);
    double b = Double.parseDouble(other);
    return new Dimension(
        dimension.setting(),
        dimension.distribution(),
        Optional.of(Math.min(a, b)),
        Optional.of(Math.max(a, b)),
        List.of(),
        dimension.points());
  }

  private static Dimension choice(Dimension dimension, List<String> values) {
    return new Dimension(
        dimension.setting(),
        Distribution.CHOICE,
        Optional.empty(),
        Optional.empty(),
        values,
        dimension.points());
  }

  private List<Trial> drawn(List<Dimension> dimensions, int from, int count, String stage) {
    List<Trial> trials = new ArrayList<>();
    for (int number = from; number < from + count; number++) {
      RandomStream random = RandomStream.of(seed, "search", number);
      Map<String, String> values = new LinkedHashMap<>();
      for (Dimension dimension : dimensions) {
        values.put(dimension.setting(), draw(dimension, random));
      }
      trials.add(new Trial(number, stage, values));
    }
    return trials;
  }

  private static String draw(Dimension dimension, RandomStream random) {
    if (dimension.distribution() == Distribution.CHOICE) {
      return dimension.values().get(random.nextInt(dimension.values().size()));
    }
    return at(dimension, random.nextDouble());
  }

  /** Returns the value at a share of the range. */
  private static String at(Dimension dimension, double share) {
    double low = dimension.minimum().orElseThrow();
    double high = dimension.maximum().orElseThrow();
    return switch (dimension.distribution()) {
      case UNIFORM -> Double.toString(low + share * (high - low));
      case LOG_UNIFORM -> Double.toString(low * Math.pow(high / low, share));
      case WHOLE -> {
        double first = Math.ceil(low);
        double values = Math.floor(high) - first + 1;
        yield Long.toString((long) (first + Math.min(values - 1, Math.floor(share * values))));
      }
      case CHOICE -> throw new IllegalArgumentException("a choice has no range");
    };
  }

  private List<Trial> grid() {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Dimension dimension : settings.dimensions()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : combinations) {
        for (String value : gridValues(dimension)) {
          Map<String, String> next = new LinkedHashMap<>(combination);
          next.put(dimension.setting(), value);
          longer.add(next);
        }
      }
      combinations = longer;
    }
    List<Trial> trials = new ArrayList<>();
    for (Map<String, String> combination : combinations) {
      trials.add(new Trial(trials.size() + 1, "grid", combination));
    }
    return trials;
  }

  private static List<String> gridValues(Dimension dimension) {
    if (dimension.distribution() == Distribution.CHOICE) {
      return dimension.values();
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < dimension.points(); i++) {
      String value = at(dimension, (double) i / (dimension.points() - 1));
      if (!values.contains(value)) {
        values.add(value);
      }
    }
    return values;
  }
}
