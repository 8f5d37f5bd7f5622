package io.headstart.data;

import io.headstart.Failure;
import io.headstart.config.DataSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes splits from their settings.
 *
 * <p>An entry is a part ({@code data_batch_1}), a range of parts ({@code
 * data_batch_1..data_batch_4}), {@code train} or {@code test} for all parts of that kind, each with
 * an optional index range ({@code train[0:49000]}, {@code [100:]}, {@code [:100]}). No image may be
 * selected twice. Test and validation images can also be drawn from the training images: {@code
 * test: ["0.2"]} and {@code validation: 0.1} take a share, {@code ["2000"]} and {@code 5000} a
 * count; the same share of every class, chosen by the seed. Test images are drawn first; the
 * validation share then is one of the training images left.
 */
public final class Splits {
  private static final String TRAIN = "data.split.train";
  private static final String VALIDATION = "data.split.validation";
  private static final String TEST = "data.split.test";
  private static final String NUMBER = "\\d+(\\.\\d+)?|\\.\\d+";

  private final Dataset dataset;
  private final long seed;
  private int[] train;

  private Splits(Dataset dataset, long seed, int[] train) {
    this.dataset = dataset;
    this.seed = seed;
    this.train = train;
  }

  /**
   * Returns the split of a data set.
   *
   * @param seed the run's seed
   * @throws Failure of kind USAGE when an entry selects nothing, images are selected twice, or no
   *     image of some class is left for training
   */
  public static Split of(Dataset dataset, DataSettings.Split settings, long seed) {
    List<String> testEntries = settings.test();
    boolean drawsTest = testEntries.size() == 1 && testEntries.get(0).strip().matches(NUMBER);
    List<Selector> train = selectors(TRAIN, settings.train(), dataset);
    List<Selector> validation = selectors(VALIDATION, settings.validation().parts(), dataset);
    List<Selector> test = selectors(TEST, drawsTest ? List.<String>of() : testEntries, dataset);
    requireDisjoint(train, validation, test);
    if (train.isEmpty()) {
      throw Failure.usage("there are no training images")
          .received("%s: []", TRAIN)
          .accepted("at least one part, for example [train]")
          .next("name the parts to train on")
          .build();
    }
    Splits splits = new Splits(dataset, seed, indices(train));
    int[] testImages =
        drawsTest
            ? splits.draw(TEST, Double.parseDouble(testEntries.get(0).strip()), "split-test")
            : indices(test);
    int[] validationImages =
        validation.isEmpty()
            ? splits.draw(VALIDATION, settings.validation().amount(), "split")
            : indices(validation);
    splits.requireEveryClass();
    return new Split(splits.train, validationImages, testImages);
  }

  /** Takes a share or a count from the training images. */
  private int[] draw(String key, double amount, String use) {
    if (amount == 0 && key.equals(VALIDATION)) {
      return new int[0];
    }
    double exact = amount < 1 ? amount * train.length : amount;
    long total = Math.round(exact);
    if (!(amount > 0) || (amount >= 1 && amount != total) || total == 0 || total >= train.length) {
      throw Failure.usage("%s cannot be drawn from the training images", key)
          .received(
              "%s, which is %s of %,d training images", number(amount), number(exact), train.length)
          .accepted(
              "a share below 1 that gives at least one image, or a whole count from 1 to %,d",
              train.length - 1)
          .next("correct %s", key)
          .build();
    }
    StratifiedDraw result =
        StratifiedDraw.of(train, labels(), dataset.classes().size(), (int) total, seed, use);
    train = result.rest();
    return result.drawn();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private void requireEveryClass() {
    int[] counts = StratifiedDraw.counts(labels(), dataset.classes().size());
    List<String> without =
        IntStream.range(0, counts.length)
            .filter(c -> counts[c] == 0)
            .mapToObj(dataset.classes()::get)
            .toList();
    if (!without.isEmpty()) {
      throw Failure.usage("no training image of some classes")
          .received("%,d training images, none of %s", train.length, String.join(", ", without))
          .accepted("at least one image of each of the %d classes", counts.length)
          .next("select more images in %s, or draw fewer for validation and test", TRAIN)
          .build();
    }
  }

  /** Returns the labels of the training images. */
  private int[] labels() {
    List<ImageSet> parts = dataset.parts();
    int[] starts = new int[parts.size()];
    for (int p = 1; p < starts.length; p++) {
      starts[p] = starts[p - 1] + parts.get(p - 1).size();
    }
    return Arrays.stream(train)
        .map(
            index -> {
              int found = Arrays.binarySearch(starts, index);
              int part = found >= 0 ? found : -found - 2;
              return parts.get(part).label(index - starts[part]);
            })
        .toArray();
  }

  private static void requireDisjoint(
      List<Selector> train, List<Selector> validation, List<Selector> test) {
    List<Selector> all = new ArrayList<>(train);
    all.addAll(validation);
    all.addAll(test);
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Selector a = all.get(i);
        Selector b = all.get(j);
        if (a.shared(b) > 0) {
          throw Failure.usage("images are selected twice")
              .received(
                  "%s: \"%s\" and %s: \"%s\" share %,d images",
                  a.key(), a.text(), b.key(), b.text(), a.shared(b))
              .accepted("entries without common images, so that no image is trained and tested on")
              .next("narrow one of the two, for example by a range [from:to]")
              .build();
        }
      }
    }
  }

  private static List<Selector> selectors(String key, List<String> entries, Dataset dataset) {
    return entries.stream().map(entry -> Selector.parse(key, entry, dataset)).toList();
  }

  private static int[] indices(List<Selector> selectors) {
    return selectors.stream().flatMapToInt(s -> IntStream.range(s.from(), s.to())).toArray();
  }
}
