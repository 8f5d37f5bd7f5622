package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Layer;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.Processor;
import io.headstart.engine.TorchRuntime;
import java.util.List;
import java.util.Locale;

/**
 * How a network is run.
 *
 * @param preprocessing what happens to images first
 * @param layers whose mean activations are the features, in order
 * @param bfloat16 whether in bfloat16 instead of float32
 * @param batchSize images a forward pass
 */
public record NetworkOptions(
    Preprocessing preprocessing, List<Layer> layers, boolean bfloat16, int batchSize) {
  /**
   * Images a forward pass. On CPU, 16 images' activations stay in a processor's last cache; see
   * docs/performance.md.
   */
  private static final int CPU_BATCH = 16;

  private static final int GPU_BATCH = 256;

  /** Returns what the settings say, and where they leave it open, what suits the device. */
  public static NetworkOptions of(
      FeatureSettings settings, Preprocessing preprocessing, TorchRuntime runtime) {
    boolean fast = runtime.onGpu() || Processor.hasFastBfloat16();
    boolean bfloat16 =
        settings.precision() == Precision.BFLOAT16
            || (settings.precision() == Precision.AUTO && fast);
    int batchSize = settings.batchSize().orElse(runtime.onGpu() ? GPU_BATCH : CPU_BATCH);
    return new NetworkOptions(preprocessing, settings.layers(), bfloat16, batchSize);
  }

  /** Returns these in float32. */
  public NetworkOptions inFloat32() {
    return new NetworkOptions(preprocessing, layers, false, batchSize);
  }

  /** Returns the torch.ScalarType of the arithmetic. */
  public int type() {
    return bfloat16 ? 15 : 6;
  }

  /** Returns the layers by number, 1 for the first stage. */
  public long[] stages() {
    return layers.stream().mapToLong(Layer::stage).toArray();
  }

  /** Returns the layers as the settings spell them. */
  public List<String> layerNames() {
    return layers.stream().map(layer -> layer.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** Returns the arithmetic as the settings spell it. */
  public String precision() {
    return bfloat16 ? "bfloat16" : "float32";
  }
}
