package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Layer;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.TorchRuntime;
import java.util.List;
import java.util.Locale;

/**
 * How a network is run.
 *
 * @param preprocessing what happens to images first
 * @param layers whose mean activations are the features, in order
 * @param precision of the arithmetic; {@code AUTO} until {@link PrecisionChoice} has chosen
 * @param batchSize images a forward pass
 */
public record NetworkOptions(
    Preprocessing preprocessing, List<Layer> layers, Precision precision, int batchSize) {
  /**
   * Images a forward pass. On CPU, 16 images' activations stay in a processor's last cache; see
   * docs/performance.md.
   */
  private static final int CPU_BATCH = 16;

  private static final int GPU_BATCH = 256;

  /** Returns what the settings say, and where they leave it open, what suits the device. */
  public static NetworkOptions of(
      FeatureSettings settings, Preprocessing preprocessing, TorchRuntime runtime) {
    int batchSize = settings.batchSize().orElse(runtime.onGpu() ? GPU_BATCH : CPU_BATCH);
    return new NetworkOptions(preprocessing, settings.layers(), settings.precision(), batchSize);
  }

  /** Returns these in another arithmetic. */
  public NetworkOptions in(Precision value) {
    return new NetworkOptions(preprocessing, layers, value, batchSize);
  }

  /** Returns the torch.ScalarType of the images: a network of whole numbers makes them itself. */
  public int type() {
    return precision == Precision.BFLOAT16 ? 15 : 6;
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
  public String precisionName() {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
