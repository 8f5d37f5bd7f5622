package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headstart.Workers;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.Lanes;
import io.headstart.engine.TorchRuntime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Times forward passes, all candidates in turn, round by round: other work on the machine then
 * slows all alike, and the median of the rounds is what counts.
 */
final class Stopwatch {
  /** Rounds end after this time; what is slow anyway is left out before. */
  private static final double SECONDS = 1.5;

  private static final int ROUNDS = 9;

  /** How many times as slow as the best of the first round a candidate may be and stay in. */
  private static final double HOPELESS = 3;

  /** Resizing is not what is timed. */
  private static final int SIDE = 32;

  private final TorchRuntime runtime;
  private final NetworkOptions options;
  private final byte[] pixels;

  /**
   * Prepares a batch of images.
   *
   * @param options what size, and how many images a pass
   */
  Stopwatch(TorchRuntime runtime, NetworkOptions options) {
    this.runtime = runtime;
    this.options = options;
    byte[] drawn = DrawnImages.of(1, 1, SIDE);
    this.pixels = new byte[options.batchSize() * drawn.length];
    for (int i = 0; i < options.batchSize(); i++) {
      System.arraycopy(drawn, 0, pixels, i * drawn.length, drawn.length);
    }
  }

  /** Returns the images a second of each, about two seconds later. */
  Map<Precision, Double> imagesPerSecond(Map<Precision, Forward> candidates) {
    Map<Precision, Forward> left = new EnumMap<>(candidates);
    Map<Precision, List<Double>> seconds = new EnumMap<>(Precision.class);
    left.keySet().forEach(precision -> seconds.put(precision, new ArrayList<>()));
    List<ExecutorService> lanes = Lanes.open(runtime);
    try (NDManager manager = runtime.manager().newSubManager();
        ImagePreparation preparation = new ImagePreparation(manager, options.preprocessing())) {
      Passes passes = new Passes(lanes, manager, preparation);
      left.forEach(passes::seconds);
      long begun = System.nanoTime();
      for (int round = 0; round < ROUNDS && since(begun) < SECONDS; round++) {
        left.forEach(
            (precision, forward) -> seconds.get(precision).add(passes.seconds(precision, forward)));
        if (round == 0) {
          double best = seconds.values().stream().mapToDouble(some -> some.get(0)).min().orElse(0);
          // Float32 stays in whatever it takes: the others are compared with it.
          left.keySet()
              .removeIf(
                  precision ->
                      precision != Precision.FLOAT32
                          && seconds.get(precision).get(0) > HOPELESS * best);
        }
      }
    } finally {
      lanes.forEach(ExecutorService::shutdown);
    }
    int images = lanes.size() * options.batchSize();
    Map<Precision, Double> speeds = new EnumMap<>(Precision.class);
    seconds.forEach((precision, some) -> speeds.put(precision, images / median(some)));
    return speeds;
  }

  /** A pass in each lane at a time, as the extraction has them. */
  private final class Passes {
    private final List<ExecutorService> lanes;
    private final NDManager manager;
    private final ImagePreparation preparation;

    Passes(List<ExecutorService> lanes, NDManager manager, ImagePreparation preparation) {
      this.lanes = lanes;
      this.manager = manager;
      this.preparation = preparation;
    }

    double seconds(Precision precision, Forward forward) {
      try (NDManager scratch = manager.newSubManager()) {
        // Made for each pass: a network may change the images it is given.
        List<NDArray> images = lanes.stream().map(lane -> images(precision, scratch)).toList();
        long start = System.nanoTime();
        List<Future<float[]>> passes = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
          NDArray some = images.get(i);
          passes.add(lanes.get(i).submit(() -> forward.features(scratch, some).toFloatArray()));
        }
        passes.forEach(pass -> Workers.wait(pass, "timing forward passes"));
        return since(start);
      }
    }

    private NDArray images(Precision precision, NDManager scratch) {
      return preparation.images(
          scratch, pixels, options.batchSize(), SIDE, SIDE, options.in(precision).type());
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> some) {
    List<Double> sorted = some.stream().sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }
}
