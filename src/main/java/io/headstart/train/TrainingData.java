package io.headstart.train;

import io.headstart.config.AugmentSettings.TrainOn;

/**
 * The training rows on the device.
 *
 * @param features float32 [images * (copies + 1), D]: the original images, then each copy
 * @param labels classes of the original images: [images]
 * @param classes how many classes there are
 * @param copies augmented copies of the images
 * @param trainOn which of them an epoch visits
 * @param weights how much each original image and its copies count: [images]; empty when all count
 *     the same
 */
public record TrainingData(
    DeviceRows features, int[] labels, int classes, int copies, TrainOn trainOn, float[] weights) {

  /** For images that all count the same. */
  public TrainingData(DeviceRows features, int[] labels, int classes, int copies, TrainOn trainOn) {
    this(features, labels, classes, copies, trainOn, new float[0]);
  }

  /** Returns how much an image counts. */
  float weight(int image) {
    return weights.length == 0 ? 1 : weights[image];
  }

  /** Returns how many original images there are. */
  public int images() {
    return labels.length;
  }
}
