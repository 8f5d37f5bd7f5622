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
 */
public record TrainingData(
    DeviceRows features, int[] labels, int classes, int copies, TrainOn trainOn) {

  /** Returns how many original images there are. */
  public int images() {
    return labels.length;
  }
}
