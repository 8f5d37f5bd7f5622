package io.headstart.config;

import java.util.List;

/** The classifier head: linear layers with ReLU between them. */
public record ModelSettings(
    @Setting(
            value = "Widths of the hidden layers: 1 to 4 of them make 2 to 5 layers; [] is linear.",
            min = 1,
            max = 65_536)
        List<Integer> hidden,
    @Setting(
            value = "Share of hidden units dropped while training (inverted dropout).",
            min = 0,
            max = 1,
            below = true)
        double dropout,
    @Setting(
            "First weights. he: normal, deviation sqrt(2 / inputs); xavier: uniform, bound sqrt(6 /"
                + " (inputs + outputs)); uniform: PyTorch's Linear default, bound 1 /"
                + " sqrt(inputs), biases too; normal: deviation below. Biases are 0 otherwise.")
        Initialization initialization,
    @Setting(
            value = "Deviation of normal initialization; 0.001 is randn / 1000.",
            min = 0,
            above = true)
        double deviation) {

  /** How the first weights are drawn. */
  public enum Initialization {
    HE,
    XAVIER,
    UNIFORM,
    NORMAL
  }

  /** At most four hidden layers. */
  public ModelSettings {
    if (hidden.size() > 4) {
      throw new InvalidSetting("hidden", hidden.size() + " widths", "0 to 4 widths");
    }
  }

  static ModelSettings defaults() {
    return new ModelSettings(List.of(64), 0, Initialization.HE, 0.001);
  }
}
