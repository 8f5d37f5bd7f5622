package io.headstart.checkpoint;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.Calibration.Outliers;
import io.headstart.calibrate.ClassDistance;
import io.headstart.calibrate.Temperature;
import io.headstart.run.RunFile;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code calibration.safetensors}: a head's {@link Calibration}. Numbers are in the metadata; the
 * tensors {@code directions} [K, D], {@code centers} [C, K], {@code middle} [K] and {@code spread}
 * [K] are there where distances are measured.
 */
final class CalibrationFile {
  private static final String TEMPERATURE = "temperature";
  private static final String CONFIDENCE = "least-confidence";
  private static final String FARTHEST = "farthest";

  private CalibrationFile() {}

  static void write(Path file, Calibration calibration) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(TEMPERATURE, Double.toString(calibration.temperature().value()));
    calibration.leastConfidence().ifPresent(v -> metadata.put(CONFIDENCE, Double.toString(v)));
    calibration
        .outliers()
        .ifPresent(
            outliers -> {
              metadata.put(FARTHEST, Double.toString(outliers.farthest()));
              put(tensors, outliers.distance());
            });
    Safetensors.write(file, tensors, metadata);
  }

  private static void put(Map<String, Tensor> tensors, ClassDistance distance) {
    int k = distance.middle().length;
    tensors.put(
        "directions", Tensor.of(distance.directions(), k, distance.directions().length / k));
    tensors.put("centers", Tensor.of(distance.centers(), distance.centers().length / k, k));
    tensors.put("middle", Tensor.of(distance.middle(), k));
    tensors.put("spread", Tensor.of(distance.spread(), k));
  }

  /**
   * Reads the file.
   *
   * @param features how many a head's first layer takes
   * @throws io.headstart.Failure when it is missing, damaged or no calibration of such a head
   */
  static Calibration read(Path file, int features) {
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      Map<String, String> metadata = tensors.header().metadata();
      Optional<Outliers> outliers = Optional.empty();
      if (metadata.containsKey(FARTHEST)) {
        ClassDistance distance =
            new ClassDistance(
                tensors.tensor("directions").floats(),
                tensors.tensor("centers").floats(),
                tensors.tensor("middle").floats(),
                tensors.tensor("spread").floats());
        require(distance.dimension() == features, "directions of another length");
        outliers = Optional.of(new Outliers(distance, number(metadata, FARTHEST)));
      }
      return new Calibration(
          new Temperature(number(metadata, TEMPERATURE)),
          Optional.ofNullable(metadata.get(CONFIDENCE)).map(text -> number(metadata, CONFIDENCE)),
          outliers);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw RunFile.damaged(file, String.valueOf(e.getMessage()), "a calibration of this head");
    }
  }

  private static double number(Map<String, String> metadata, String name) {
    String text = metadata.get(name);
    require(text != null, "no " + name);
    double value = Double.parseDouble(text);
    require(Double.isFinite(value), name + " is " + text);
    return value;
  }

  private static void require(boolean sound, String problem) {
    if (!sound) {
      throw new IllegalArgumentException(problem);
    }
  }
}
