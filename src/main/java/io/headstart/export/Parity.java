package io.headstart.export;

import io.headstart.Failure;
import io.headstart.inference.Classifier;
import io.headstart.inference.Prediction;
import io.headstart.inference.Prediction.ClassProbability;
import java.util.ArrayList;
import java.util.List;

/**
 * How an exported file's answers compare with those of {@code classify}, on the same pixels.
 *
 * @param runtime the program the file ran in
 * @param images compared
 * @param labelsEqual images with the same most probable class
 * @param greatestDifference between two probabilities of one class
 */
public record Parity(String runtime, int images, int labelsEqual, double greatestDifference) {
  /** What float32 is allowed: two orders of summation differ by less. */
  public static final double TOLERANCE = 1e-4;

  private static final int BATCH = 16;

  /** Compares. */
  static Parity of(ExportedModel model, Classifier classifier, List<Pixels> images) {
    int equal = 0;
    double greatest = 0;
    List<String> classes = classifier.classes();
    for (int from = 0; from < images.size(); ) {
      List<Pixels> batch = batch(images, from);
      float[] given = probabilities(model, batch);
      List<Prediction> wanted = classifier.classify(batch.stream().map(Pixels::input).toList());
      for (int i = 0; i < batch.size(); i++) {
        int best = 0;
        for (int c = 0; c < classes.size(); c++) {
          best = given[i * classes.size() + c] > given[i * classes.size() + best] ? c : best;
        }
        equal += classes.get(best).equals(wanted.get(i).label()) ? 1 : 0;
        for (ClassProbability one : wanted.get(i).classes()) {
          double other = given[i * classes.size() + classes.indexOf(one.name())];
          double difference = Math.abs(one.probability() - other);
          // Not a number is no agreement.
          greatest = difference <= greatest ? greatest : difference;
        }
      }
      from += batch.size();
    }
    return new Parity(model.runtime(), images.size(), equal, greatest);
  }

  /** Returns images from an index on that are of one size. */
  private static List<Pixels> batch(List<Pixels> images, int from) {
    Pixels first = images.get(from);
    List<Pixels> batch = new ArrayList<>();
    for (int i = from; i < Math.min(images.size(), from + BATCH); i++) {
      Pixels next = images.get(i);
      if (next.height() != first.height() || next.width() != first.width()) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private static float[] probabilities(ExportedModel model, List<Pixels> batch) {
    Pixels first = batch.get(0);
    byte[] pixels = new byte[batch.size() * first.rgb().length];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.get(i).rgb(), 0, pixels, i * first.rgb().length, first.rgb().length);
    }
    return model.probabilities(pixels, batch.size(), first.height(), first.width());
  }

  /** Returns whether the file answers as {@code classify} does. */
  public boolean holds() {
    return labelsEqual == images && greatestDifference <= TOLERANCE;
  }

  /** Refuses a file that answers otherwise. */
  Parity require() {
    if (!holds()) {
      throw Failure.run("the exported file does not answer as `predict` does; it was not kept")
          .received(
              "%d of %d labels equal, probabilities up to %.2g apart, in %s",
              labelsEqual, images, greatestDifference, runtime)
          .accepted("equal labels, and probabilities within %.0e", TOLERANCE)
          .next("export in another format, and report this with the checkpoint's manifest.json")
          .build();
    }
    return this;
  }
}
