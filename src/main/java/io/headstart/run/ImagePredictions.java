package io.headstart.run;

import io.headstart.io.Csv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code predictions.csv} of a run: what each evaluated image was taken for.
 *
 * @param images in their order
 */
public record ImagePredictions(List<Image> images) {
  private static final List<String> COLUMNS = List.of("image", "label", "predicted", "probability");

  /**
   * One image.
   *
   * @param image its index in the data set: training parts first, then test parts
   * @param label its class
   * @param predicted the class it was taken for
   * @param probability of that class, 0..1, not calibrated
   */
  public record Image(int image, int label, int predicted, double probability) {
    /** Returns whether it was taken for what it is. */
    public boolean correct() {
      return label == predicted;
    }
  }

  /** Copies the list. */
  public ImagePredictions {
    images = List.copyOf(images);
  }

  /** Returns the file's text. */
  public String csv() {
    return Csv.table(
        COLUMNS,
        images.stream()
            .map(i -> List.of(i.image(), i.label(), i.predicted(), (float) i.probability()))
            .toList());
  }

  /**
   * Reads the file.
   *
   * @param classes of the run
   * @throws io.headstart.Failure when it is damaged or of other classes
   */
  public static ImagePredictions read(Path file, int classes) {
    CsvTable table = CsvTable.parse(file, RunFile.text(file), COLUMNS);
    List<Image> images = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      long image = table.count(row, "image");
      long label = table.count(row, "label");
      long predicted = table.count(row, "predicted");
      double probability = table.required(row, "probability");
      if (image > Integer.MAX_VALUE || Math.max(label, predicted) >= classes) {
        throw RunFile.damaged(
            file,
            "image %d of class %d taken for %d".formatted(image, label, predicted),
            "indices of images and of " + classes + " classes");
      }
      images.add(new Image((int) image, (int) label, (int) predicted, probability));
    }
    return new ImagePredictions(images);
  }
}
