package io.headstart.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A source of images, opened: its classes and its parts in their official order.
 *
 * @param name what it is, for example {@code cifar10}
 * @param classes the class names; a label is an index into them
 * @param train the training parts, for example data_batch_1 .. data_batch_5
 * @param validation the parts that the source itself sets aside to validate on; mostly empty
 * @param test the test parts; may be empty
 * @param excluded names of images that no split takes, see {@link ImageSet#imageName}
 * @param notes what a reader of the result should know, for example "test_batch: 1,000 images, not
 *     the official 10,000"
 * @param warnings those of the notes that say that images may not be what they should be
 */
public record Dataset(
    String name,
    List<String> classes,
    List<ImageSet> train,
    List<ImageSet> validation,
    List<ImageSet> test,
    Set<String> excluded,
    List<String> notes,
    List<String> warnings) {
  /** For a set without validation images of its own, of which no image is excluded. */
  public Dataset(
      String name,
      List<String> classes,
      List<ImageSet> train,
      List<ImageSet> test,
      List<String> notes,
      List<String> warnings) {
    this(name, classes, train, List.of(), test, Set.of(), notes, warnings);
  }

  /** As before, with nothing to warn of. */
  public Dataset(
      String name,
      List<String> classes,
      List<ImageSet> train,
      List<ImageSet> test,
      List<String> notes) {
    this(name, classes, train, test, notes, List.of());
  }

  /** Copies the lists. */
  public Dataset {
    classes = List.copyOf(classes);
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    excluded = Set.copyOf(excluded);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /** For sets of files, whose parts are known by their kind. */
  static Dataset ofParts(
      String name, List<String> classes, Map<Part, List<ImageSet>> parts, List<String> notes) {
    return new Dataset(
        name,
        classes,
        parts.getOrDefault(Part.TRAIN, List.of()),
        parts.getOrDefault(Part.VALIDATION, List.of()),
        parts.getOrDefault(Part.TEST, List.of()),
        Set.of(),
        notes,
        List.of());
  }

  /** Returns the same set without some images. */
  Dataset without(Set<String> names, List<String> moreNotes) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(moreNotes);
    return new Dataset(name, classes, train, validation, test, names, all, warnings);
  }

  /** Returns the parts of a kind. */
  List<ImageSet> parts(Part part) {
    return switch (part) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** Returns all parts in data-set order: training, then validation, then test. */
  public List<ImageSet> parts() {
    List<ImageSet> parts = new ArrayList<>(train);
    parts.addAll(validation);
    parts.addAll(test);
    return parts;
  }

  /** Returns how many images all parts have. */
  public int size() {
    return parts().stream().mapToInt(ImageSet::size).reduce(0, Math::addExact);
  }
}
