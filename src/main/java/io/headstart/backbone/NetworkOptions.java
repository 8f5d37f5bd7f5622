package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.TorchRuntime;
import java.util.List;
import java.util.Locale;

/**
 * How a network is run.
 *
 * @param preprocessing what happens to images first
 * @param layers the activations that are the features, in order; see {@link KnownBackbone#outputs}
 * @param precision of the arithmetic; {@code AUTO} until {@link PrecisionChoice} has chosen
 * @param batchSize images a forward pass
 */
public record NetworkOptions(
    Preprocessing preprocessing, List<String> layers, Precision precision, int batchSize) {
  /**
   * Images a forward pass. On CPU, 16 images' activations stay in a processor's last cache; see
   * docs/performance.md.
   */
  private static final int CPU_BATCH = 16;

  private static final int GPU_BATCH = 256;

  /**
   * Returns what the settings say, and where they leave it open, what suits the network and the
   * device.
   */
  public static NetworkOptions of(
      FeatureSettings settings, KnownBackbone backbone, TorchRuntime runtime) {
    return of(settings, backbone, backbone.preprocessing().with(settings), runtime);
  }

  /** As {@link #of(FeatureSettings, KnownBackbone, TorchRuntime)}, for images prepared so. */
  public static NetworkOptions of(
      FeatureSettings settings,
      KnownBackbone backbone,
      Preprocessing preprocessing,
      TorchRuntime runtime) {
    int batchSize = settings.batchSize().orElse(runtime.onGpu() ? GPU_BATCH : CPU_BATCH);
    return new NetworkOptions(
        preprocessing, backbone.layers(settings), settings.precision(), batchSize);
  }

  /** Returns these in another arithmetic. */
  public NetworkOptions in(Precision value) {
    return new NetworkOptions(preprocessing, layers, value, batchSize);
  }

  /** Returns the torch.ScalarType of the images: a network of whole numbers makes them itself. */
  public int type() {
    return precision == Precision.BFLOAT16 ? 15 : 6;
  }

  /** Returns the arithmetic as the settings spell it. */
  public String precisionName() {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
