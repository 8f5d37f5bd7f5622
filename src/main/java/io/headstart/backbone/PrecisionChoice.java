package io.headstart.backbone;

import ai.djl.ndarray.NDManager;
import io.headstart.Progress;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.data.ImageSet;
import io.headstart.engine.Processor;
import io.headstart.engine.TorchRuntime;
import io.headstart.io.KeptNumbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which arithmetic a network runs in: the one the settings name, or for {@code auto} the fastest on
 * this machine by the clock. A processor's flags say what it can do and not how fast.
 *
 * <p>Whatever is not float32 must give nearly the features of float32 on {@value #SAMPLE} images.
 * What was measured is kept in the home, by processor, threads and version.
 */
public final class PrecisionChoice {
  /** Images on which another arithmetic is compared with float32. */
  private static final int SAMPLE = 64;

  /** Mean cosine with the features of float32 below which features are others. */
  private static final double LEAST_COSINE = 0.99;

  /** How much faster than float32 is worth features that are not quite the same. */
  private static final double MARGIN = 1.1;

  /** Raised when programs change so that old measurements say nothing. */
  private static final String VERSION = "1";

  /** Of the drawn images for the comparison; those that ranges come from are others. */
  private static final long SEED = 64;

  private final NetworkOptions options;
  private final Network.Origin origin;
  private final Optional<ImageSet> sample;
  private final TorchRuntime runtime;
  private final Function<NetworkOptions, Optional<Forward>> open;
  private final Progress progress;
  private final Map<Precision, Forward> opened = new EnumMap<>(Precision.class);
  private final Map<Precision, Double> speeds = new EnumMap<>(Precision.class);

  /**
   * What was chosen.
   *
   * @param reason in words, with the figures
   * @param imagesPerSecond of its forward passes, where they were measured
   */
  public record Chosen(
      NetworkOptions options, Forward forward, String reason, OptionalDouble imagesPerSecond) {
    /** For a network that runs as it is. */
    public Chosen(NetworkOptions options, Forward forward) {
      this(options, forward, "", OptionalDouble.empty());
    }
  }

  /**
   * Prepares a choice.
   *
   * @param options as the settings say
   * @param sample images of the kind the network will see; drawn ones without them
   * @param open opens the network in an arithmetic; empty where that cannot run
   */
  public PrecisionChoice(
      NetworkOptions options,
      Network.Origin origin,
      Optional<ImageSet> sample,
      TorchRuntime runtime,
      Function<NetworkOptions, Optional<Forward>> open,
      Progress progress) {
    this.options = options;
    this.origin = origin;
    this.sample = sample;
    this.runtime = runtime;
    this.open = open;
    this.progress = progress;
  }

  /**
   * Chooses. All that was opened and not chosen is closed.
   *
   * @param settled whether a checkpoint was trained so: then nothing is compared
   */
  public Chosen choose(boolean settled) {
    try {
      Chosen chosen = runtime.onGpu() ? onGpu() : onProcessor(settled);
      opened.remove(chosen.options().precision());
      return chosen;
    } finally {
      opened.values().forEach(Forward::close);
    }
  }

  private Chosen onGpu() {
    if (options.precision() == Precision.AUTO) {
      return chosen(Precision.BFLOAT16, "bfloat16 is fast on GPUs");
    }
    if (options.precision() == Precision.INT8) {
      progress.warning("WARNING: int8 is for processors: the GPU runs " + name() + " in float32");
      return chosen(Precision.FLOAT32, "int8 was asked for, which is for processors");
    }
    return chosen(options.precision(), "asked for");
  }

  private Chosen onProcessor(boolean settled) {
    Precision wanted = options.precision();
    if (wanted == Precision.FLOAT32) {
      return chosen(wanted, "asked for");
    }
    String measured = wanted == Precision.AUTO ? "" : "asked for";
    List<Precision> candidates = List.of(wanted);
    if (wanted == Precision.AUTO) {
      findSpeeds();
      measured = speedsInWords();
      candidates = fasterThanFloat32();
    }
    for (Precision candidate : candidates) {
      if (forward(candidate).isEmpty()) {
        say(wanted, "%s cannot run on this processor".formatted(name(candidate)));
      } else if (settled) {
        return chosen(candidate, measured);
      } else {
        double cosine = cosine(candidate);
        if (cosine >= LEAST_COSINE) {
          return chosen(
              candidate,
              String.format(
                  Locale.ROOT, "%s; mean cosine with float32 features %.4f", measured, cosine));
        }
        say(
            wanted,
            String.format(
                Locale.ROOT,
                "%s features have a mean cosine of %.4f with those of float32, less than %s",
                name(candidate),
                cosine,
                LEAST_COSINE));
      }
    }
    return chosen(Precision.FLOAT32, measured);
  }

  /** What was asked for and is not done is a warning. */
  private void say(Precision wanted, String what) {
    String line = what + ": " + name() + " runs in another arithmetic";
    if (wanted == Precision.AUTO) {
      progress.line(line);
    } else {
      progress.warning("WARNING: " + line);
    }
  }

  private String name() {
    return origin.name();
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private Chosen chosen(Precision precision, String reason) {
    Forward forward =
        forward(precision)
            .orElseThrow(() -> new IllegalStateException(name() + " cannot run in float32"));
    Double speed = speeds.get(precision);
    return new Chosen(
        options.in(precision),
        forward,
        reason,
        speed == null ? OptionalDouble.empty() : OptionalDouble.of(speed));
  }

  private Optional<Forward> forward(Precision precision) {
    if (!opened.containsKey(precision)) {
      open.apply(options.in(precision)).ifPresent(forward -> opened.put(precision, forward));
    }
    return Optional.ofNullable(opened.get(precision));
  }

  private List<Precision> fasterThanFloat32() {
    double least = MARGIN * speeds.get(Precision.FLOAT32);
    return speeds.entrySet().stream()
        .filter(entry -> entry.getKey() != Precision.FLOAT32 && entry.getValue() >= least)
        .sorted(Map.Entry.<Precision, Double>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private String speedsInWords() {
    return speeds.entrySet().stream()
        .sorted(Map.Entry.<Precision, Double>comparingByValue().reversed())
        .map(e -> String.format(Locale.ROOT, "%s %.0f", name(e.getKey()), e.getValue()))
        .collect(Collectors.joining(", ", "measured here in images/s: ", ""));
  }

  /** Finds the images a second of each arithmetic, measured when that was not done yet. */
  private void findSpeeds() {
    Path file =
        kept(
            "speed",
            "lanes",
            name(),
            options.preprocessing().text(),
            options.layers().toString(),
            Integer.toString(options.batchSize()));
    KeptNumbers.read(file)
        .forEach((name, value) -> speeds.put(Precision.valueOf(name), (double) value[0]));
    if (speeds.containsKey(Precision.FLOAT32)) {
      return;
    }
    progress.line("measuring in which arithmetic " + name() + " is fastest here (once)");
    Map<Precision, Forward> candidates = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      if (precision != Precision.AUTO) {
        forward(precision).ifPresent(forward -> candidates.put(precision, forward));
      }
    }
    speeds.putAll(new Stopwatch(runtime, options).imagesPerSecond(candidates));
    TreeMap<String, float[]> numbers = new TreeMap<>();
    speeds.forEach(
        (precision, speed) -> numbers.put(precision.name(), new float[] {speed.floatValue()}));
    KeptNumbers.write(file, numbers);
  }

  /** Returns the mean cosine with float32, computed when that was not done yet. */
  private double cosine(Precision precision) {
    Path file =
        kept(
            "agreement",
            origin.hash(),
            options.preprocessing().text(),
            options.layers().toString(),
            name(precision),
            sample.map(ImageSet::contentHash).orElse("drawn"));
    float[] known = KeptNumbers.read(file).get("cosine");
    if (known != null) {
      return known[0];
    }
    progress.line(
        "comparing %s features of %d images with those of float32 (once)"
            .formatted(name(precision), SAMPLE));
    float cosine;
    try (NDManager scratch = runtime.manager().newSubManager();
        ImagePreparation preparation = new ImagePreparation(scratch, options.preprocessing())) {
      List<Agreement.Images> images = images();
      List<float[]> exact = features(Precision.FLOAT32, images, preparation, scratch);
      List<float[]> other = features(precision, images, preparation, scratch);
      int dimension = exact.get(0).length / images.get(0).count();
      cosine = (float) Agreement.meanCosine(exact, other, dimension);
    }
    KeptNumbers.write(file, new TreeMap<>(Map.of("cosine", new float[] {cosine})));
    return cosine;
  }

  private List<float[]> features(
      Precision precision,
      List<Agreement.Images> images,
      ImagePreparation preparation,
      NDManager scratch) {
    Forward forward = forward(precision).orElseThrow();
    NetworkOptions chosen = options.in(precision);
    return images.stream()
        .map(some -> Agreement.features(forward, some, scratch, preparation, chosen))
        .toList();
  }

  private List<Agreement.Images> images() {
    if (sample.isPresent()) {
      return Agreement.Images.of(sample.get(), SAMPLE, options.batchSize());
    }
    List<Agreement.Images> drawn = new ArrayList<>();
    for (int side : new int[] {32, options.preprocessing().imageSize()}) {
      byte[] pixels = DrawnImages.of(SEED, SAMPLE / 2, side);
      drawn.addAll(
          new Agreement.Images(pixels, SAMPLE / 2, side, side).batches(options.batchSize()));
    }
    return drawn;
  }

  private Path kept(String kind, String... facts) {
    List<String> all =
        new ArrayList<>(
            List.of(
                VERSION,
                Processor.name(),
                Integer.toString(runtime.threads()),
                TorchRuntime.version()));
    all.addAll(List.of(facts));
    return KeptNumbers.place(runtime.options().home(), kind, all);
  }
}
