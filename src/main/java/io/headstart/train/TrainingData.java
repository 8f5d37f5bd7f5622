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
 */
public record TrainingData(
    DeviceRows features, int[] labels, List<String> names, int copies, TrainOn trainOn) {

  /** As the record, of classes without names. */
  public TrainingData(DeviceRows features, int[] labels, int classes, int copies, TrainOn trainOn) {
    this(
        features,
        labels,
        IntStream.range(0, classes).mapToObj(String::valueOf).toList(),
        copies,
        trainOn);
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
