package io.headstart.report;

import io.headstart.run.ImagePredictions;
import io.headstart.run.ImagePredictions.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The images behind a run's figures: the most confident mistakes, the best and the worst of each
 * class, and those of each cell of the confusion matrix. A page must stay small, so that the last
 * of them are left out where there are too many.
 *
 * @param mistakes the most confident ones
 * @param classes each class's best and worst
 * @param cells by class and prediction, those with the most images first
 */
record Gallery(Group mistakes, List<Group> classes, List<Group> cells) {
  /** Without images. */
  static final Gallery NONE =
      of(new ImagePredictions(List.of()), List.of(), index -> Optional.empty());

  /** More classes make no table a person reads. */
  static final int MATRIX_CLASSES = 25;

  /** Characters of all images and their names; with its charts a page stays below 5 MB. */
  private static final int BUDGET = 1_500_000;

  private static final int MISTAKES = 24;
  private static final int OF_CLASS = 5;
  private static final int CLASSES = 50;
  private static final int OF_CELL = 6;

  /**
   * One image.
   *
   * @param source a {@code data:} address
   * @param text what it is and what it was taken for
   * @param name of its file; empty where it is not known
   */
  record Shot(String source, String text, String name) {
    /** Returns what stands for the image where it cannot be seen. */
    String alternative() {
      return name.isEmpty() ? text : name + ": " + text;
    }

    /** A page has the name twice. */
    private int length() {
      return source.length() + 2 * name.length();
    }
  }

  /**
   * Images that belong together.
   *
   * @param id a name for links within the page
   * @param title what they have in common
   * @param shots those that are shown
   * @param count how many there are
   */
  record Group(String id, String title, List<Shot> shots, int count) {
    /** Returns how many are shown where not all are: {@code 6 of 22 shown}; else nothing. */
    String shown() {
      return shots.size() < count
          ? FigureText.count(shots.size()) + " of " + FigureText.count(count) + " shown"
          : "";
    }
  }

  /** Chooses and reads images. */
  static Gallery of(ImagePredictions predictions, List<String> names, ImageSource source) {
    return new Selection(predictions.images(), names, source).gallery();
  }

  /** Returns the link's target for the images of a cell. */
  static String id(int actual, int predicted) {
    return "cell-" + actual + "-" + predicted;
  }

  boolean isEmpty() {
    return mistakes.shots.isEmpty() && classes.isEmpty() && cells.isEmpty();
  }

  /** Returns whether there are images of a cell. */
  boolean has(int actual, int predicted) {
    String id = id(actual, predicted);
    return cells.stream().anyMatch(cell -> cell.id().equals(id));
  }

  private static final class Selection {
    private static final Comparator<Image> MOST_CERTAIN =
        Comparator.comparingDouble(Image::probability).reversed();

    private final List<Image> images;
    private final List<String> names;
    private final ImageSource source;
    private final Map<Integer, Optional<Shot>> read = new HashMap<>();
    private int left = BUDGET;

    Selection(List<Image> images, List<String> names, ImageSource source) {
      this.images = images.stream().sorted(MOST_CERTAIN).toList();
      this.names = names;
      this.source = source;
    }

    Gallery gallery() {
      Group mistakes =
          group("mistakes", "Most confident mistakes", image -> !image.correct(), MISTAKES);
      List<Group> classes = new ArrayList<>();
      for (int c = 0; c < Math.min(names.size(), CLASSES); c++) {
        add(classes, ofClass(c));
      }
      List<Group> cells = new ArrayList<>();
      cellsByCount().forEach(cell -> add(cells, ofCell(cell[0], cell[1])));
      return new Gallery(mistakes, classes, cells);
    }

    private static void add(List<Group> groups, Group group) {
      if (!group.shots.isEmpty()) {
        groups.add(group);
      }
    }

    /** The most certain right answers, then the images that were least of their class. */
    private Group ofClass(int label) {
      List<Image> own = images.stream().filter(image -> image.label() == label).toList();
      List<Shot> shots = new ArrayList<>(shots(Image::correct, OF_CLASS, own));
      shots.addAll(shots(image -> !image.correct(), OF_CLASS, own));
      return new Group("class-" + label, names.get(label), shots, own.size());
    }

    private Group ofCell(int actual, int predicted) {
      String title =
          actual == predicted
              ? names.get(actual) + ", rightly"
              : names.get(actual) + " taken for " + names.get(predicted);
      return group(
          id(actual, predicted),
          title,
          image -> image.label() == actual && image.predicted() == predicted,
          OF_CELL);
    }

    private Group group(String id, String title, Predicate<Image> wanted, int most) {
      int count = Math.toIntExact(images.stream().filter(wanted).count());
      return new Group(id, title, shots(wanted, most, images), count);
    }

    /** The cells with images: mistakes first, the most frequent ones leading. */
    private List<int[]> cellsByCount() {
      int classes = names.size();
      Map<Integer, Integer> counts = new HashMap<>();
      images.forEach(i -> counts.merge(i.label() * classes + i.predicted(), 1, Integer::sum));
      return counts.keySet().stream()
          .filter(cell -> classes <= MATRIX_CLASSES || cell / classes != cell % classes)
          .sorted(
              Comparator.<Integer, Boolean>comparing(cell -> cell / classes == cell % classes)
                  .thenComparing(counts::get, Comparator.reverseOrder())
                  .thenComparing(Comparator.naturalOrder()))
          .limit(MATRIX_CLASSES * MATRIX_CLASSES)
          .map(cell -> new int[] {cell / classes, cell % classes})
          .toList();
    }

    private List<Shot> shots(Predicate<Image> wanted, int most, List<Image> from) {
      List<Shot> shots = new ArrayList<>();
      for (Image image : from) {
        if (shots.size() < most && wanted.test(image)) {
          shot(image).ifPresent(shots::add);
        }
      }
      return shots;
    }

    /** Returns an image while the page has room for it. */
    private Optional<Shot> shot(Image image) {
      if (left < 0) {
        return Optional.empty();
      }
      Optional<Shot> shot = read.computeIfAbsent(image.image(), i -> read(image));
      left -= shot.map(Shot::length).orElse(0);
      return shot;
    }

    private Optional<Shot> read(Image image) {
      return source
          .image(image.image())
          .map(Thumbnail::address)
          .map(address -> new Shot(address, text(image), source.name(image.image())));
    }

    private String text(Image image) {
      String certain = FigureText.percent(image.probability());
      String is = names.get(image.label());
      return image.correct()
          ? "%s, %s".formatted(is, certain)
          : "%s, taken for %s, %s".formatted(is, names.get(image.predicted()), certain);
    }
  }
}
