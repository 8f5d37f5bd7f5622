package io.headstart.data;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.DataSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
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
 * validation share then is one of the training images left. {@code auto} leaves it to the source:
 * its own validation or test images, or else a tenth of the training images and none. Images of one
 * group are drawn together, which gives about the number wanted.
 */
public final class Splits {
  private static final String TRAIN = "data.split.train";
  private static final String VALIDATION = "data.split.validation";
  private static final String TEST = "data.split.test";
  private static final String OWN_VALIDATION = Part.VALIDATION.title();
  private static final double AUTO_SHARE = 0.1;
  private static final String FOLDS = "data.split.folds";

  private final Dataset dataset;
  private final Optional<Groups> groups;
  private final long seed;
  private int[] train;

  private Splits(Dataset dataset, Optional<Groups> groups, long seed, int[] train) {
    this.dataset = dataset;
    this.groups = groups;
    this.seed = seed;
    this.train = train;
  }

  /**
   * Returns the split of a data set. With folds, it is that of the one that the settings name;
   * where they name none, all folds train and none validates.
   *
   * @param seed the run's seed
   * @throws Failure of kind USAGE when an entry selects nothing, images are selected twice, no
   *     image of some class is left for training, or a group is on two sides
   */
  public static Split of(Dataset dataset, DataSettings.Split settings, long seed) {
    OptionalDouble drawnTest = settings.drawnTest();
    List<Selector> train = selectors(TRAIN, settings.train(), dataset);
    List<Selector> validation = selectors(VALIDATION, validationParts(settings, dataset), dataset);
    List<Selector> test =
        selectors(TEST, drawnTest.isPresent() ? List.of() : tests(settings, dataset), dataset);
    requireDisjoint(train, validation, test);
    if (train.isEmpty()) {
      throw Failure.usage("there are no training images")
          .received("%s: []", TRAIN)
          .accepted("at least one part, for example [train]")
          .next("name the parts to train on")
          .build();
    }
    Optional<Groups> groups = Groups.of(dataset, settings);
    Included included = Included.of(dataset);
    Splits splits = new Splits(dataset, groups, seed, included.only(indices(train)));
    int[] testImages =
        drawnTest.isPresent()
            ? splits.draw(TEST, drawnTest.getAsDouble(), "split-test")
            : included.only(indices(test));
    int[] validationImages;
    if (settings.folds().isPresent()) {
      validationImages = splits.takeFold(settings.folds().get(), settings.fold());
    } else if (validation.isEmpty()) {
      validationImages = splits.draw(VALIDATION, share(settings.validation()), "split");
    } else {
      validationImages = included.only(indices(validation));
    }
    splits.requireEveryClass();
    Split split = new Split(splits.train, validationImages, testImages);
    groups.ifPresent(known -> known.requireApart(split));
    return split;
  }

  /** Returns what somebody should know of a split whose settings leave it to the source. */
  public static List<String> notes(Dataset dataset, DataSettings.Split settings) {
    List<String> notes = new ArrayList<>();
    boolean own = !dataset.validation().isEmpty() && !settings.train().contains(OWN_VALIDATION);
    if (own && settings.folds().isEmpty() && settings.validation().isAuto()) {
      notes.add("the source's own validation images validate");
    } else if (own && !validationParts(settings, dataset).contains(OWN_VALIDATION)) {
      notes.add("the source's own validation images are not used");
    }
    if (settings.testIsAuto() && dataset.test().isEmpty()) {
      notes.add("no test images: the source has none, and data.split.test draws none");
    }
    return notes;
  }

  private static List<String> validationParts(DataSettings.Split settings, Dataset dataset) {
    if (settings.folds().isPresent()) {
      return List.of();
    } else if (settings.validation().isAuto()) {
      return dataset.validation().isEmpty() ? List.of() : List.of(OWN_VALIDATION);
    }
    return settings.validation().parts();
  }

  private static List<String> tests(DataSettings.Split settings, Dataset dataset) {
    if (settings.testIsAuto()) {
      return dataset.test().isEmpty() ? List.of() : List.of(Part.TEST.title());
    }
    return settings.test();
  }

  private static double share(DataSettings.Validation validation) {
    return validation.isAuto() ? AUTO_SHARE : validation.amount();
  }

  /** Takes a fold out of the training images; without one all of them stay. */
  private int[] takeFold(int folds, Optional<Integer> fold) {
    Units units = units("folds");
    if (units.count() < folds) {
      throw Failure.usage("the training images cannot be cut into so many folds")
          .received("%s: %d, for %,d images or groups of them", FOLDS, folds, units.count())
          .accepted("2 to %,d", units.count())
          .next("correct %s", FOLDS)
          .build();
    }
    if (fold.isEmpty()) {
      return new int[0];
    }
    int[] held = units.folds(folds).get(fold.get() - 1);
    Set<Integer> taken = Arrays.stream(held).boxed().collect(Collectors.toSet());
    train = Arrays.stream(train).filter(index -> !taken.contains(index)).toArray();
    return held;
  }

  private Units units(String use) {
    return new Units(train, labels(), dataset.classes().size(), groups, RandomStream.of(seed, use));
  }

  /** The images that are not excluded, by index. */
  private record Included(Optional<BitSet> excluded) {
    static Included of(Dataset dataset) {
      if (dataset.excluded().isEmpty()) {
        return new Included(Optional.empty());
      }
      BitSet excluded = new BitSet();
      int index = 0;
      for (ImageSet part : dataset.parts()) {
        for (int i = 0; i < part.size(); i++) {
          excluded.set(index++, dataset.excluded().contains(part.imageName(i)));
        }
      }
      return new Included(Optional.of(excluded));
    }

    int[] only(int[] indices) {
      return excluded.isEmpty()
          ? indices
          : Arrays.stream(indices).filter(i -> !excluded.get().get(i)).toArray();
    }
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
        groups.isPresent()
            ? units(use).draw((int) total)
            : StratifiedDraw.of(train, labels(), dataset.classes().size(), (int) total, seed, use);
    if (result.drawn().length == 0) {
      throw Failure.usage("%s cannot be drawn from the training images", key)
          .received("%,d images wanted, and no group small enough", total)
          .accepted("a share that the groups of images allow")
          .next("raise %s, or correct data.split.group", key)
          .build();
    }
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
