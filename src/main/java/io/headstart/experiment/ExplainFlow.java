package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.engine.TorchRuntime;
import io.headstart.inference.Answer;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import io.headstart.run.RunFile;
import io.headstart.train.DeviceRows;
import io.headstart.train.Neighbours;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A checkpoint that says of images what they are and which of its training images are nearest: by
 * the cosine of their features about the training images' mean. Those features come out of the
 * store; where they are not there, nothing is extracted and no neighbour is told.
 */
public final class ExplainFlow implements AutoCloseable {
  /** Images whose features are held at a time. */
  private static final int AT_A_TIME = 512;

  private final Headstart headstart;
  private final Classifier classifier;
  private final Optional<Training> training;

  private ExplainFlow(Headstart headstart, Classifier classifier, Optional<Training> training) {
    this.headstart = headstart;
    this.classifier = classifier;
    this.training = training;
  }

  /** The training images: their rows, and their indices in the data set. */
  private record Training(Inputs inputs, ImageParts parts, DeviceRows rows, int[] indices) {
    void close() {
      rows.close();
      inputs.close();
    }
  }

  /**
   * A training image that is near.
   *
   * @param image its index in the data set
   * @param name as in lists of images
   * @param label name of its class
   * @param cosine -1..1
   */
  public record Near(int image, String name, String label, double cosine) {
    /** Returns it by the names that JSON gives its parts. */
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("image", image);
      fields.put("name", name);
      fields.put("label", label);
      fields.put("cosine", cosine);
      return fields;
    }
  }

  /** What an image was taken for, and what it is like, the nearest first. */
  public record Explanation(Prediction prediction, List<Near> nearest) {}

  /**
   * Opens a checkpoint, with its training images where they can be had.
   *
   * @param changes of its own settings, as {@link TrainedSettings#forEvaluation} allows
   * @throws Failure when it cannot be used
   */
  public static ExplainFlow open(Checkpoint checkpoint, List<String> changes, Context context) {
    return withTraining(
        checkpoint,
        changes,
        context,
        why -> context.progress().line("no training images to compare with: " + why));
  }

  /**
   * Opens a checkpoint with its training images.
   *
   * @param changes as for {@link #open}
   * @throws Failure when it cannot be used, or (missing) the training images or their features are
   *     not there
   */
  public static ExplainFlow openWithTraining(
      Checkpoint checkpoint, List<String> changes, Context context) {
    return withTraining(
        checkpoint,
        changes,
        context,
        why -> {
          throw Failure.missing("%s has no training images to compare with", checkpoint.name())
              .received("%s", why)
              .accepted("its training images, and their features in the store")
              .next(
                  "`features --config %s` extracts them; --set data.path=... says where the images"
                      + " lie now",
                  checkpoint.folder().resolve(RunFile.CONFIG))
              .build();
        });
  }

  /** Opens a checkpoint; {@code without} hears why there are no training images. */
  private static ExplainFlow withTraining(
      Checkpoint checkpoint, List<String> changes, Context context, Consumer<String> without) {
    return opened(
        checkpoint,
        changes,
        TrainedSettings.forEvaluation(checkpoint, changes),
        context,
        settings -> {
          try {
            return Optional.of(training(checkpoint, settings, context));
          } catch (Failure missing) {
            without.accept(shortly(missing));
            return Optional.empty();
          }
        });
  }

  /**
   * Opens a checkpoint that is asked what images are, and for no neighbours.
   *
   * @param changes of its own settings, as {@link TrainedSettings#forPrediction} allows
   * @throws Failure when it cannot be used
   */
  static ExplainFlow openWithoutTraining(
      Checkpoint checkpoint, List<String> changes, Context context) {
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    return opened(checkpoint, changes, settings, context, ignored -> Optional.empty());
  }

  private static ExplainFlow opened(
      Checkpoint checkpoint,
      List<String> changes,
      Settings settings,
      Context context,
      Function<Settings, Optional<Training>> training) {
    Headstart headstart = Headstart.start(context.machine(settings), context.progress());
    try {
      List<String> weights =
          changes.stream().filter(change -> !change.startsWith("data.")).toList();
      Classifier classifier = headstart.classifier(checkpoint, weights);
      return new ExplainFlow(headstart, classifier, training.apply(settings));
    } catch (RuntimeException e) {
      headstart.close();
      throw e;
    }
  }

  private static Training training(Checkpoint checkpoint, Settings settings, Context context) {
    Inputs inputs =
        Inputs.open(settings, Optional.of(checkpoint.backboneHash()), context.reading());
    try {
      int[] indices = inputs.readable(inputs.split().train());
      return new Training(inputs, ImageParts.of(inputs.dataset()), inputs.rowsOf(indices), indices);
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private static String shortly(Failure failure) {
    return failure
        .getMessage()
        .lines()
        .limit(2)
        .map(String::strip)
        .collect(Collectors.joining(", "));
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
  public Explanation explain(ImageInput image, int count) {
    return explain(List.of(classifier.decode(image)), count).get(0).value().orElseThrow();
  }

  /**
   * Explains images, or says why an image could not be decoded, in their order.
   *
   * @param count of the nearest training images
   */
  public synchronized List<Answer<Explanation>> explain(List<ImageInput> images, int count) {
    List<Answer<Prediction>> predictions = classifier.tryClassify(images);
    List<List<Near>> nearest = nearest(predictions, count);
    List<Answer<Explanation>> explanations = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Answer<Prediction> answer = predictions.get(i);
      List<Near> near = nearest.get(i);
      explanations.add(
          new Answer<>(
              answer.input(),
              answer.value().map(prediction -> new Explanation(prediction, near)),
              answer.problem()));
    }
    return explanations;
  }

  /** Returns a list for each image, empty where it could not be decoded. */
  private List<List<Near>> nearest(List<Answer<Prediction>> answers, int count) {
    List<List<Near>> nearest = new ArrayList<>(Collections.nCopies(answers.size(), List.of()));
    if (training.isEmpty() || count == 0) {
      return nearest;
    }
    int[] readable =
        IntStream.range(0, answers.size())
            .filter(i -> answers.get(i).value().isPresent())
            .toArray();
    for (int from = 0; from < readable.length; from += AT_A_TIME) {
      int[] some = Arrays.copyOfRange(readable, from, Math.min(from + AT_A_TIME, readable.length));
      List<float[]> features =
          classifier.features(Arrays.stream(some).mapToObj(i -> answers.get(i).input()).toList());
      List<List<Near>> found = nearest(training.get(), features, count);
      for (int i = 0; i < some.length; i++) {
        nearest.set(some[i], found.get(i));
      }
    }
    return nearest;
  }

  private static List<List<Near>> nearest(Training training, List<float[]> features, int count) {
    TorchRuntime torch = training.inputs().torch();
    return torch.computing(
        torch.threads(),
        () -> {
          try (DeviceRows queries = DeviceRows.upload(torch, new Queries(features))) {
            Neighbours found = Neighbours.between(torch, queries, training.rows(), count);
            return IntStream.range(0, features.size())
                .mapToObj(image -> near(training, found, image))
                .toList();
          }
        });
  }

  private static List<Near> near(Training training, Neighbours found, int row) {
    List<Near> nearest = new ArrayList<>();
    for (int i = row * found.k(); i < (row + 1) * found.k(); i++) {
      int index = training.indices()[found.indices()[i]];
      ImageParts.Place place = training.parts().at(index);
      nearest.add(
          new Near(
              index,
              place.set().imageName(place.index()),
              training.inputs().classes().get(place.set().label(place.index())),
              found.cosines()[i]));
    }
    return nearest;
  }

  /** The features of images on their way to the device; one image at least. */
  private record Queries(List<float[]> features) implements DeviceRows.Source {
    @Override
    public int count() {
      return features.size();
    }

    @Override
    public int dimension() {
      return features.get(0).length;
    }

    @Override
    public void copy(int from, int count, FloatBuffer target) {
      features.subList(from, from + count).forEach(target::put);
    }
  }

  /** Gives back the memory of head, backbone and rows. */
  @Override
  public synchronized void close() {
    training.ifPresent(Training::close);
    classifier.close();
    headstart.close();
  }
}
