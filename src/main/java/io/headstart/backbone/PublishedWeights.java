package io.headstart.backbone;

/**
 * Weights that anybody can fetch.
 *
 * @param file where they lie, and the way to have them
 * @param licence under which they may be used, by its SPDX name
 * @param bytes of the file
 * @param trainedOn the images they were trained on, in a few words
 */
public record PublishedWeights(WeightFile file, String licence, long bytes, String trainedOn) {}
