package io.headstart.train;

import ai.djl.ndarray.NDList;

/**
 * Rows to evaluate on the device.
 *
 * @param views features of the same images, one array a view whose probabilities are averaged:
 *     float32 [N, D] each
 * @param labels classes of the images: [N]
 */
public record EvaluationData(NDList views, int[] labels) {}
