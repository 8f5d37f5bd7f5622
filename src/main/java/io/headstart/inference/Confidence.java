package io.headstart.inference;

import io.headstart.calibrate.Calibration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the answer of a calibrated classifier can be trusted.
 *
 * @param probability the calibrated probability of the most probable class, 0..1
 * @param novelty how much the image looks like one of no class, 0 where that is usual; empty where
 *     it is not told
 * @param unknown why the image is answered as unknown; empty when it is known
 */
public record Confidence(
    double probability, OptionalDouble novelty, Optional<Calibration.Reason> unknown) {}
