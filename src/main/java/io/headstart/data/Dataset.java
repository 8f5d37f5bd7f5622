package io.headstart.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A source of images, opened: its classes and its parts in their official order.
 *
 * @param name what it is, for example {@code cifar10}
 * @param classes the class names; a label is an index into them
 * @param train the training parts, for example data_batch_1 .. data_batch_5
 * @param test the test parts; may be empty
 * @param notes what a reader of the result should know, for example "test_batch: 1,000 images, not
 *     the official 10,000"
 * @param warnings those of the notes that say that images may not be what they should be
 */
public record Dataset(
    String name,
    List<String> classes,
    List<ImageSet> train,
    List<ImageSet> test,
    List<String> notes,
    List<String> warnings) {
  /** For a set with nothing to warn of. */
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
    test = List.copyOf(test);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /** Returns all parts in data-set order: training, then test. */
  public List<ImageSet> parts() {
    List<ImageSet> parts = new ArrayList<>(train);
    parts.addAll(test);
    return parts;
  }
}
