package io.headstart.model;

import io.headstart.RandomStream;
import io.headstart.config.ModelSettings;

/**
 * Draws a head's first weights in Java, so that CPU and GPU start from the same bits. Each layer
 * has its own stream; values are drawn row by row.
 */
public final class InitialWeights {
  private InitialWeights() {}

  /**
   * Draws them.
   *
   * @return flat parameters in the layout of {@link MlpShape#layout()}
   */
  public static double[] draw(MlpShape shape, ModelSettings settings, long seed) {
    double[] flat = new double[shape.parameters()];
    for (MlpShape.Layer layer : shape.layout()) {
      RandomStream random = RandomStream.of(seed, "weights", layer.index());
      for (int i = layer.offset(); i < layer.biasOffset(); i++) {
        flat[i] = weight(layer, settings, random);
      }
      if (settings.initialization() == ModelSettings.Initialization.UNIFORM) {
        double bound = 1 / Math.sqrt(layer.inputs());
        for (int i = layer.biasOffset(); i < layer.end(); i++) {
          flat[i] = random.uniform(-bound, bound);
        }
      }
    }
    return flat;
  }

  private static double weight(MlpShape.Layer layer, ModelSettings settings, RandomStream random) {
    return switch (settings.initialization()) {
      // He et al. 2015, "Delving Deep into Rectifiers", normal, fan-in.
      case HE -> random.nextGaussian() * Math.sqrt(2.0 / layer.inputs());
      // Glorot and Bengio 2010, uniform.
      case XAVIER -> {
        double bound = Math.sqrt(6.0 / (layer.inputs() + layer.outputs()));
        yield random.uniform(-bound, bound);
      }
      // torch.nn.Linear's default.
      case UNIFORM -> {
        double bound = 1 / Math.sqrt(layer.inputs());
        yield random.uniform(-bound, bound);
      }
      case NORMAL -> random.nextGaussian() * settings.deviation();
    };
  }
}
