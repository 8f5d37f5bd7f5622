package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.run.ImagePredictions;
import io.headstart.run.ImagePredictions.Image;
import java.util.Comparator;
import java.util.List;

/**
 * The images that a run took for what they are not, with the names of their files.
 *
 * @param images the most certain first
 * @param classes names, in order of labels
 * @param source of the images' names
 */
record MistakeList(List<Image> images, List<String> classes, ImageSource source) {
  static final String FILE = "mistakes.csv";

  static MistakeList of(ImagePredictions predictions, List<String> classes, ImageSource source) {
    List<Image> wrong =
        predictions.images().stream()
            .filter(image -> !image.correct())
            .sorted(Comparator.comparingDouble(Image::probability).reversed())
            .toList();
    return new MistakeList(wrong, classes, source);
  }

  boolean isEmpty() {
    return images.isEmpty();
  }

  /** Returns them as CSV: the index is that of {@code predictions.csv}, classes are names. */
  String csv() {
    return Csv.table(
        List.of("image", "name", "class", "predicted", "probability"),
        images.stream().map(this::fields).toList());
  }

  private List<?> fields(Image image) {
    return List.of(
        image.image(),
        source.name(image.image()),
        classes.get(image.label()),
        classes.get(image.predicted()),
        (float) image.probability());
  }
}
