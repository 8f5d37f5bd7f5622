package io.headstart.inference;

import io.headstart.Failure;
import io.headstart.augment.AugmentedImageSet;
import io.headstart.calibrate.Calibration;
import io.headstart.checkpoint.Head;
import io.headstart.config.AugmentSettings;
import io.headstart.data.ArrayImageSet;
import io.headstart.data.ImageSet;
import io.headstart.inference.Prediction.ClassProbability;
import io.headstart.metrics.Logits;
import io.headstart.train.DeviceRows;
import io.headstart.train.HeadScorer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trained head with its backbone: images in, class probabilities out. Made by {@link
 * Headstart#classifier}.
 *
 * <p>Safe for any number of threads, as {@link FeatureExtractor} is. Test-time views of the
 * checkpoint are averaged as in its evaluation.
 */
public final class Classifier implements AutoCloseable {
  private final FeatureExtractor extractor;
  private final AugmentSettings views;
  private final Head head;
  private final List<String> classes;
  private final Optional<Calibration> calibration;
  private final HeadScorer scorer;

  Classifier(
      FeatureExtractor extractor,
      AugmentSettings views,
      Head head,
      List<String> classes,
      Optional<Calibration> calibration) {
    this.extractor = extractor;
    this.views = views;
    this.head = head;
    this.calibration = calibration;
    this.classes = List.copyOf(classes);
    this.scorer = new HeadScorer(extractor.torch(), head.shape(), head.parameters());
  }

  /** Returns the names of the classes in the order of the labels. */
  public List<String> classes() {
    return classes;
  }

  /**
   * Classifies an image.
   *
   * @throws Failure when it cannot be decoded
   */
  public Prediction classify(ImageInput image) {
    return classify(List.of(image)).get(0);
  }

  /**
   * Classifies images, in their order; many at a time are faster than one by one.
   *
   * @throws Failure when one of them cannot be decoded
   */
  public List<Prediction> classify(List<ImageInput> images) {
    return FeatureExtractor.values(tryClassify(images));
  }

  /** Classifies images, or says why an image could not be decoded, in their order. */
  public List<Answer<Prediction>> tryClassify(List<ImageInput> images) {
    return extractor.map(images, this::predictions);
  }

  FeatureExtractor extractor() {
    return extractor;
  }

  private List<Prediction> predictions(byte[] pixels, int count) {
    List<DeviceRows> rows = new ArrayList<>();
    List<float[]> raw = new ArrayList<>();
    try {
      for (byte[] view : views(pixels, count)) {
        float[] own = extractor.rows(view, count);
        raw.add(own);
        Features features = new Features(own, count);
        DeviceRows uploaded = DeviceRows.upload(extractor.torch(), features);
        rows.add(uploaded);
        uploaded.transform(head.transform());
      }
      float[] scores = scorer.scores(rows);
      List<Prediction> predictions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        predictions.add(prediction(scores, i, raw));
      }
      return predictions;
    } finally {
      rows.forEach(DeviceRows::close);
    }
  }

  private Prediction prediction(float[] scores, int image, List<float[]> raw) {
    double[] probabilities = Logits.softmax(scores, image, classes.size());
    return new Prediction(
        Arrays.stream(Logits.topK(scores, image, classes.size(), classes.size()))
            .mapToObj(c -> new ClassProbability(classes.get(c), probabilities[c]))
            .toList(),
        calibration.map(by -> confidence(by, scores, image, raw)));
  }

  private Confidence confidence(
      Calibration calibration, float[] scores, int image, List<float[]> raw) {
    double probability = calibration.temperature().confidence(scores, image, classes.size());
    int predicted = Logits.topK(scores, image, classes.size(), 1)[0];
    OptionalDouble distance =
        calibration.novelty().isEmpty()
            ? OptionalDouble.empty()
            : raw.stream()
                .mapToDouble(
                    view -> calibration.novelty().get().nearest().of(view, image, predicted))
                .average();
    return new Confidence(
        probability,
        calibration.novelty(probability, distance),
        calibration.unknown(probability, distance));
  }

  /** Returns the images in every view: each [count, side, side, 3]. */
  private List<byte[]> views(byte[] pixels, int count) {
    if (views.views().isEmpty()) {
      return List.of(pixels);
    }
    int size = pixels.length / count;
    List<byte[]> all = new ArrayList<>();
    views.views().forEach(view -> all.add(new byte[pixels.length]));
    for (int i = 0; i < count; i++) {
      byte[] own = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
      // A set of its own, so that a random view is a function of this image and of no other.
      ImageSet alone =
          new ArrayImageSet("image", extractor.side(), extractor.side(), new byte[1], own);
      List<ImageSet> sets = AugmentedImageSet.views(alone, views);
      for (int v = 0; v < sets.size(); v++) {
        sets.get(v).read(0, all.get(v), i * size);
      }
    }
    return all;
  }

  /** Features on their way to the device. */
  private record Features(float[] rows, int count) implements DeviceRows.Source {
    @Override
    public int dimension() {
      return rows.length / count;
    }

    @Override
    public void copy(int from, int some, FloatBuffer target) {
      target.put(rows, from * dimension(), some * dimension());
    }
  }

  /** Gives back the memory of head and backbone; waits for a batch that is at work. */
  @Override
  public void close() {
    extractor.close();
    scorer.close();
  }
}
