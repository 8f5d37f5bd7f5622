package io.headstart.checkpoint;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.NearestImages;
import io.headstart.calibrate.Novelty;
import io.headstart.calibrate.Novelty.Usual;
import io.headstart.calibrate.Temperature;
import io.headstart.run.RunFile;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code calibration.safetensors}: a head's {@link Calibration}. Numbers are in the metadata, those
 * of classes with commas between them; the tensors {@code images} [E, D], {@code first} [C + 1],
 * {@code usual} [C] and {@code deviation} [C] are there where images are compared with training
 * images.
 */
public final class CalibrationFile {
  private static final String TEMPERATURE = "temperature";
  private static final String CONFIDENCE = "least-confidence";
  private static final String NOVELTY = "greatest-novelty";
  private static final String DOUBT = "doubt";
  private static final String DISTANCE = "distance";
  private static final String MEAN = "-mean";
  private static final String DEVIATION = "-deviation";

  private CalibrationFile() {}

  static void write(Path file, Calibration calibration) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(TEMPERATURE, Double.toString(calibration.temperature().value()));
    calibration.leastConfidence().ifPresent(v -> metadata.put(CONFIDENCE, Double.toString(v)));
    calibration
        .novelty()
        .ifPresent(
            novelty -> {
              metadata.put(NOVELTY, Double.toString(novelty.greatest()));
              put(metadata, DOUBT, novelty.doubt());
              put(metadata, DISTANCE, List.of(novelty.distance()));
              put(tensors, novelty.nearest());
            });
    Safetensors.write(file, tensors, metadata);
  }

  private static void put(Map<String, String> metadata, String name, List<Usual> usual) {
    metadata.put(name + MEAN, text(usual, Usual::mean));
    metadata.put(name + DEVIATION, text(usual, Usual::deviation));
  }

  private static String text(List<Usual> usual, ToDoubleFunction<Usual> figure) {
    return usual.stream()
        .map(one -> Double.toString(figure.applyAsDouble(one)))
        .collect(Collectors.joining(","));
  }

  private static void put(Map<String, Tensor> tensors, NearestImages nearest) {
    int classes = nearest.usual().length;
    int dimension = nearest.dimension();
    tensors.put(
        "images", Tensor.of(nearest.images(), nearest.images().length / dimension, dimension));
    tensors.put("first", Tensor.of(longs(nearest.first()), classes + 1));
    tensors.put("usual", Tensor.of(nearest.usual(), classes));
    tensors.put("deviation", Tensor.of(nearest.deviation(), classes));
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  /**
   * Reads the file.
   *
   * @param classes of the head
   * @throws io.headstart.Failure when it is missing, damaged or no calibration of such a head
   */
  public static Calibration read(Path file, int classes) {
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      Map<String, String> metadata = tensors.header().metadata();
      return new Calibration(
          new Temperature(number(metadata, TEMPERATURE)),
          Optional.ofNullable(metadata.get(CONFIDENCE)).map(text -> number(metadata, CONFIDENCE)),
          metadata.containsKey(NOVELTY)
              ? Optional.of(novelty(tensors, metadata, classes))
              : Optional.empty());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw RunFile.damaged(file, String.valueOf(e.getMessage()), "a calibration of this head");
    }
  }

  private static Novelty novelty(
      SafetensorsFile tensors, Map<String, String> metadata, int classes) {
    NearestImages nearest =
        new NearestImages(
            tensors.tensor("images").floats(),
            Arrays.stream(tensors.tensor("first").longs()).mapToInt(v -> (int) v).toArray(),
            tensors.tensor("usual").floats(),
            tensors.tensor("deviation").floats());
    int given = nearest.usual().length;
    require(given == classes, "images of " + given + " classes");
    return new Novelty(
        nearest,
        usual(metadata, DOUBT),
        usual(metadata, DISTANCE).get(0),
        number(metadata, NOVELTY));
  }

  private static List<Usual> usual(Map<String, String> metadata, String name) {
    double[] means = numbers(metadata, name + MEAN);
    double[] deviations = numbers(metadata, name + DEVIATION);
    require(means.length == deviations.length, "other means than deviations of " + name);
    return IntStream.range(0, means.length)
        .mapToObj(i -> new Usual(means[i], deviations[i]))
        .toList();
  }

  private static double number(Map<String, String> metadata, String name) {
    return numbers(metadata, name)[0];
  }

  private static double[] numbers(Map<String, String> metadata, String name) {
    String text = metadata.get(name);
    require(text != null, "no " + name);
    double[] values =
        Pattern.compile(",").splitAsStream(text).mapToDouble(Double::parseDouble).toArray();
    require(Arrays.stream(values).allMatch(Double::isFinite), name + " is " + text);
    return values;
  }

  private static void require(boolean sound, String problem) {
    if (!sound) {
      throw new IllegalArgumentException(problem);
    }
  }
}
