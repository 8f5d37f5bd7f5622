package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.SettingsReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One augmentation of one image of 32 x 32 pixels, in its default range. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OperationBenchmark {
  private static final int SIDE = 32;

  /** The operation, as a configuration spells it. */
  @Param({
    "random-crop",
    "resized-crop",
    "rotation",
    "cutout",
    "contrast",
    "brightness",
    "horizontal-flip",
    "vertical-flip",
    "pixel-scale",
    "translation",
    "gaussian-noise",
    "color-jitter",
    "gray"
  })
  public String operation;

  private final byte[] original = new byte[SIDE * SIDE * 3];
  private final byte[] pixels = new byte[SIDE * SIDE * 3];
  private Augmentation augmentation;
  private int image;

  /** Draws an image. */
  @Setup
  public void open() {
    RandomStream random = RandomStream.of(1, "benchmark");
    for (int i = 0; i < original.length; i++) {
      original[i] = (byte) random.nextInt(256);
    }
    augmentation =
        Augmentation.of(
            SettingsReader.parse(
                    "",
                    SettingsReader.NO_FILE,
                    List.of("augment.copies=1", "augment.operations=[{name: " + operation + "}]"))
                .augment());
  }

  /** Another image's stream each time, on fresh pixels. */
  @Benchmark
  public byte[] apply() {
    System.arraycopy(original, 0, pixels, 0, pixels.length);
    augmentation.apply(pixels, SIDE, SIDE, RandomStream.of(1, "benchmark", image++));
    return pixels;
  }
}
