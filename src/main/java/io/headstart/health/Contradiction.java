package io.headstart.health;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Images with the same pixels and different labels: at least one label is wrong.
 *
 * @param images two or more, in ascending order
 * @param kept the one that stays
 * @param choice why that one
 */
public record Contradiction(List<Integer> images, int kept, Choice choice) {
  /** What decides which image stays. */
  public enum Choice {
    SUBSET("it is used for what counts more"),
    LABEL("its label is not suspected"),
    NAME("first by name, as the suspected labels do not decide");

    private final String reason;

    Choice(String reason) {
      this.reason = reason;
    }

    /** Returns it as a clause. */
    public String reason() {
      return reason;
    }
  }

  /** Copies the list. */
  public Contradiction {
    images = List.copyOf(images);
  }

  /**
   * Chooses between images: what is used for something that counts more, then, of training images,
   * those whose label is not suspected, then the first by name. Images for validation and test
   * never go because of their label.
   *
   * @param same numbers of images, in ascending order
   * @param suspected images whose label is suspected
   */
  static Contradiction of(CheckedImages images, int[] same, Set<Integer> suspected) {
    List<Integer> all = Arrays.stream(same).boxed().toList();
    Subset most = all.stream().map(images::subset).max(Comparator.naturalOrder()).orElseThrow();
    List<Integer> worth = all.stream().filter(image -> images.subset(image) == most).toList();
    List<Integer> trusted =
        worth.stream().filter(image -> most == Subset.TRAIN && !suspected.contains(image)).toList();
    List<Integer> left = trusted.isEmpty() ? worth : trusted;
    int kept = left.stream().min(Comparator.comparing(images::name)).orElseThrow();
    Choice choice = Choice.NAME;
    if (distinctLabels(images, left) == 1) {
      choice = left.size() < worth.size() ? Choice.LABEL : Choice.SUBSET;
    }
    return new Contradiction(all, kept, choice);
  }

  private static long distinctLabels(CheckedImages images, List<Integer> some) {
    return some.stream().map(image -> images.labels()[image]).distinct().count();
  }

  /** Returns the names of its classes, such as {@code ant and bee}. */
  public String labels(CheckedImages checked) {
    return images.stream().map(checked::label).distinct().collect(Collectors.joining(" and "));
  }
}
