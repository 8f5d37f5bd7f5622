package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import io.headstart.train.DeviceRows;
import io.headstart.train.Neighbours;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint that says of images what they are and which of its training images are nearest: by
 * the cosine of their features about the training images' mean. Those features come out of the
 * store; where they are not there, nothing is extracted and no neighbour is told.
 */
public final class ExplainFlow implements AutoCloseable {
  private final Headstart headstart;
  private final Classifier classifier;
  private final Optional<Training> training;

  private ExplainFlow(Headstart headstart, Classifier classifier, Optional<Training> training) {
    this.headstart = headstart;
    this.classifier = classifier;
    this.training = training;
  }

  /** The training images: their rows, and their indices in the data set. */
  private record Training(Inputs inputs, DeviceRows rows, int[] indices) {}

  /**
   * A training image that is near.
   *
   * @param image its index in the data set
   * @param name as in lists of images
   * @param label name of its class
   * @param cosine -1..1
   */
  public record Near(int image, String name, String label, double cosine) {}

  /** What an image was taken for, and what it is like, the nearest first. */
  public record Explanation(Prediction prediction, List<Near> nearest) {}

  /**
   * Opens a checkpoint.
   *
   * @param changes of its own settings, as {@link TrainedSettings#forEvaluation} allows
   * @throws Failure when it cannot be used
   */
  public static ExplainFlow open(Checkpoint checkpoint, List<String> changes, Context context) {
    Settings settings = TrainedSettings.forEvaluation(checkpoint, changes);
    Headstart headstart = Headstart.start(context.machine(settings), context.progress());
    try {
      List<String> weights =
          changes.stream().filter(change -> !change.startsWith("data.")).toList();
      Classifier classifier = headstart.classifier(checkpoint, weights);
      return new ExplainFlow(headstart, classifier, training(checkpoint, settings, context));
    } catch (RuntimeException e) {
      headstart.close();
      throw e;
    }
  }

  private static Optional<Training> training(
      Checkpoint checkpoint, Settings settings, Context context) {
    // Told to stop before its first batch, an extraction ends; what is stored is read.
    Context reading =
        new Context(
            context.home(),
            true,
            context.threads(),
            context.progress(),
            () -> true,
            context.modules(),
            Optional.empty());
    try {
      Inputs inputs = Inputs.open(settings, Optional.of(checkpoint.backboneHash()), reading);
      try {
        int[] indices = inputs.readable(inputs.split().train());
        return Optional.of(new Training(inputs, inputs.rowsOf(indices), indices));
      } catch (RuntimeException e) {
        inputs.close();
        throw e;
      }
    } catch (Failure missing) {
      context
          .progress()
          .line(
              "no training images to compare with: "
                  + missing.getMessage().lines().limit(2).map(String::strip).toList());
      return Optional.empty();
    }
  }

  /** Returns whether there are training images to compare with. */
  public boolean hasTrainingImages() {
    return training.isPresent();
  }

  /**
   * Explains an image.
   *
   * @param count of the nearest training images
   * @throws Failure when it cannot be decoded
   */
  public synchronized Explanation explain(ImageInput image, int count) {
    ImageInput decoded = classifier.decode(image);
    Prediction prediction = classifier.classify(decoded);
    return new Explanation(
        prediction,
        training.map(of -> nearest(of, classifier.features(decoded), count)).orElse(List.of()));
  }

  private static List<Near> nearest(Training training, float[] features, int count) {
    Inputs inputs = training.inputs();
    ImageParts parts = ImageParts.of(inputs.dataset());
    return inputs
        .torch()
        .computing(
            inputs.torch().threads(),
            () -> {
              try (DeviceRows query = DeviceRows.upload(inputs.torch(), new One(features))) {
                Neighbours found =
                    Neighbours.between(inputs.torch(), query, training.rows(), count);
                List<Near> nearest = new ArrayList<>();
                for (int i = 0; i < found.k(); i++) {
                  int index = training.indices()[found.indices()[i]];
                  ImageParts.Place place = parts.at(index);
                  nearest.add(
                      new Near(
                          index,
                          place.set().imageName(place.index()),
                          inputs.classes().get(place.set().label(place.index())),
                          found.cosines()[i]));
                }
                return nearest;
              }
            });
  }

  /** The features of one image on their way to the device. */
  private record One(float[] features) implements DeviceRows.Source {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public int dimension() {
      return features.length;
    }

    @Override
    public void copy(int from, int count, FloatBuffer target) {
      target.put(features, 0, count * features.length);
    }
  }

  /** Gives back the memory of head, backbone and rows. */
  @Override
  public synchronized void close() {
    training.ifPresent(
        of -> {
          of.rows().close();
          of.inputs().close();
        });
    classifier.close();
    headstart.close();
  }
}
