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
  /**
   * Rows that the head scores at a time, never more or fewer: libtorch's product of one row differs
   * from that of several in the last bit, and an image's answer must not hang on those beside it.
   */
  private static final int ROWS = 16;

  private final FeatureExtractor extractor;
  private final AugmentSettings views;
  private final Head head;
  private final List<String> classes;
  private final Optional<Calibration> calibration;
  private final HeadScorer scorer;
  private Optional<FeatureDrift> drift = Optional.empty();

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

  /**
   * Returns the features of an image, without a view: float32 [D].
   *
   * @throws Failure when it cannot be decoded
   */
  public float[] features(ImageInput image) {
    return extractor.features(image);
  }

  /**
   * Returns the features of images, without a view, in their order: float32 [D] each.
   *
   * @throws Failure when one of them cannot be decoded
   */
  public List<float[]> features(List<ImageInput> images) {
    return extractor.features(images);
  }

  /** Returns how many images at a time are classified in one forward pass at most. */
  public int batchSize() {
    return extractor.batchSize();
  }

  /**
   * Decodes an image now.
   *
   * @return the same image, which costs no decoding when this classifier is asked about it
   * @throws Failure when it cannot be decoded
   */
  public ImageInput decode(ImageInput image) {
    return extractor.decode(image);
  }

  /**
   * Begins to compare the images classified from now on with those of training; empty where the
   * checkpoint keeps nothing that they could be compared with.
   */
  public Optional<FeatureDrift> watchDrift() {
    return extractor.exclusively(
        () -> {
          if (drift.isEmpty()) {
            drift = FeatureDrift.from(head, calibration);
          }
          return drift;
        });
  }

  FeatureExtractor extractor() {
    return extractor;
  }

  private List<Prediction> predictions(byte[] pixels, int count) {
    List<float[]> raw = new ArrayList<>();
    for (byte[] view : views(pixels, count)) {
      raw.add(extractor.rows(view, count));
    }
    drift.ifPresent(watch -> watch.add(raw.get(0), count));
    List<Prediction> predictions = new ArrayList<>();
    for (int from = 0; from < count; from += ROWS) {
      float[] scores = scores(raw, from);
      for (int i = from; i < Math.min(count, from + ROWS); i++) {
        predictions.add(prediction(scores, i - from, i, raw));
      }
    }
    return predictions;
  }

  /** Scores {@link #ROWS} rows of every view; behind the last image they are zeros. */
  private float[] scores(List<float[]> raw, int from) {
    List<DeviceRows> rows = new ArrayList<>();
    try {
      for (float[] view : raw) {
        int dimension = extractor.dimension();
        float[] part = new float[ROWS * dimension];
        int there = Math.min(part.length, view.length - from * dimension);
        System.arraycopy(view, from * dimension, part, 0, there);
        DeviceRows uploaded = DeviceRows.upload(extractor.torch(), new Features(part, ROWS));
        rows.add(uploaded);
        uploaded.transform(head.transform());
      }
      return scorer.scores(rows);
    } finally {
      rows.forEach(DeviceRows::close);
    }
  }

  private Prediction prediction(float[] scores, int row, int image, List<float[]> raw) {
    double[] probabilities = Logits.softmax(scores, row, classes.size());
    return new Prediction(
        Arrays.stream(Logits.topK(scores, row, classes.size(), classes.size()))
            .mapToObj(c -> new ClassProbability(classes.get(c), probabilities[c]))
            .toList(),
        calibration.map(by -> confidence(by, scores, row, image, raw)));
  }

  private Confidence confidence(
      Calibration calibration, float[] scores, int row, int image, List<float[]> raw) {
    double probability = calibration.temperature().confidence(scores, row, classes.size());
    int predicted = Logits.topK(scores, row, classes.size(), 1)[0];
    OptionalDouble distance =
        calibration.novelty().isEmpty()
            ? OptionalDouble.empty()
            : raw.stream()
                .mapToDouble(
                    view -> calibration.novelty().get().nearest().of(view, image, predicted))
                .average();
    return new Confidence(
        probability,
        calibration.novelty(predicted, probability, distance),
        calibration.unknown(predicted, probability, distance));
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
