package io.headstart.backbone.weights;

import io.headstart.RandomStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights that know nothing, by a formula of seed, name and shape: uniform around what each is when
 * a training starts, so that activations keep their size. {@code benchmarks/backbones.py} draws the
 * same for PyTorch's modules.
 */
public final class DrawnTensors implements NamedTensors {
  private final long seed;
  private final Map<String, TensorSpec> specs = new LinkedHashMap<>();

  /** Draws what these parts need. */
  public DrawnTensors(long seed, List<Part> parts) {
    this.seed = seed;
    for (Part part : parts) {
      part.tensors().stream()
          .filter(TensorSpec::required)
          .forEach(spec -> specs.put(spec.name(), spec));
    }
  }

  @Override
  public String source() {
    return "random";
  }

  @Override
  public Set<String> names() {
    return specs.keySet();
  }

  @Override
  public long[] shape(String name) {
    return specs.get(name).shape();
  }

  @Override
  public float[] floats(String name) {
    long[] shape = shape(name);
    String last = name.substring(name.lastIndexOf('.') + 1);
    double center = 0;
    double reach = 0.1;
    if (last.equals("running_var")) {
      center = 1;
      reach = 0.5;
    } else if (last.equals("gamma")) {
      center = 0.5;
      reach = 0.3;
    } else if (last.equals("weight") && shape.length == 1) {
      center = 1;
      reach = 0.2;
    } else if (last.equals("weight")) {
      // A variance of one over the inputs.
      long inputs = specs.get(name).elements() / shape[0];
      reach = Math.sqrt(3.0 / inputs);
    } else if (shape.length == 3) {
      reach = 0.5;
    }
    return uniform(name, center, reach);
  }

  private float[] uniform(String name, double center, double reach) {
    RandomStream random = RandomStream.of(seed, "weights " + name);
    float[] values = new float[specs.get(name).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (center + reach * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
