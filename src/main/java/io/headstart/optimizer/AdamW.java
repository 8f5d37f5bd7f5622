package io.headstart.optimizer;

import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Loshchilov and Hutter 2017, as {@code torch.optim.AdamW}: {@link Adam} whose decay does not go
 * through the gradient.
 */
@Variant(name = "adamw", value = "adam with decoupled weight decay")
public record AdamW(
    @Setting(value = Keys.BETA1, min = 0, max = 1, below = true) double beta1,
    @Setting(value = Keys.BETA2, min = 0, max = 1, below = true) double beta2,
    @Setting(value = Keys.EPSILON, min = 0, above = true) double epsilon,
    @Setting(value = Keys.WEIGHT_DECAY, elsewhere = Keys.L2, min = 0) double weightDecay)
    implements Optimizer {
  /** Returns the optimizer with the defaults of its keys. */
  public static AdamW defaults() {
    return new AdamW(0.9, 0.999, 1e-8, 0);
  }

  @Override
  public Set<Moment> moments() {
    return Set.of(Moment.FIRST, Moment.SECOND);
  }

  @Override
  public double[] numbers() {
    return new double[] {beta1, beta2, epsilon};
  }

  @Override
  public String update() {
    return Adam.UPDATE;
  }

  @Override
  public OptionalDouble decay() {
    return OptionalDouble.of(weightDecay);
  }

  @Override
  public Optimizer withoutDecay() {
    return RecordCopy.with(this, "weightDecay", 0.0);
  }
}
