package io.headstart.train;

import io.headstart.config.AugmentSettings.TrainOn;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The training rows on the device.
 *
 * @param features float32 [images * (copies + 1), D]: the original images, then each copy
 * @param labels classes of the original images: [images]
 * @param names of the classes in order of labels
 * @param copies augmented copies of the images
 * @param trainOn which of them an epoch visits
 * @param weights how much each original image and its copies count: [images]; empty when all count
 *     the same
 */
public record TrainingData(
    DeviceRows features,
    int[] labels,
    List<String> names,
    int copies,
    TrainOn trainOn,
    float[] weights) {

  /** For images that all count the same. */
  public TrainingData(
      DeviceRows features, int[] labels, List<String> names, int copies, TrainOn trainOn) {
    this(features, labels, names, copies, trainOn, new float[0]);
  }

  /** For images that all count the same, of classes without names. */
  public TrainingData(DeviceRows features, int[] labels, int classes, int copies, TrainOn trainOn) {
    this(
        features,
        labels,
        IntStream.range(0, classes).mapToObj(String::valueOf).toList(),
        copies,
        trainOn);
  }

  /** Returns how much an image counts. */
  float weight(int image) {
    return weights.length == 0 ? 1 : weights[image];
  }

  /** Returns how many classes there are. */
  public int classes() {
    return names.size();
  }

  /** Returns how many images each class has: [C]. */
  int[] counts() {
    int[] counts = new int[classes()];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** Returns how many original images there are. */
  public int images() {
    return labels.length;
  }
}
