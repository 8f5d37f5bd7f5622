package io.headstart.inference;

import io.headstart.calibrate.Calibration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the answer of a calibrated classifier can be trusted.
 *
 * @param probability the calibrated probability of the most probable class, 0..1
 * @param distance of the image from the classes; empty where none is measured
 * @param unknown why the image is answered as unknown; empty when it is known
 */
public record Confidence(
    double probability, OptionalDouble distance, Optional<Calibration.Reason> unknown) {}
