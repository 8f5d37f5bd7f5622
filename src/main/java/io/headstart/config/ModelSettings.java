package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
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

  /** Returns these settings with dropout and first weights, each head's own, blanked out. */
  public ModelSettings sharedByHeads() {
    return new ModelSettings(hidden, 0, Initialization.HE, 1);
  }

  /** Returns these settings with other widths. */
  public ModelSettings withHidden(List<Integer> widths) {
    return RecordCopy.with(this, "hidden", List.copyOf(widths));
  }

  /** Returns these settings with another dropout. */
  public ModelSettings withDropout(double value) {
    return RecordCopy.with(this, "dropout", value);
  }

  static ModelSettings defaults() {
    return new ModelSettings(List.of(64), 0, Initialization.HE, 0.001);
  }
}
