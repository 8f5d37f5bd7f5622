package io.headstart.optimizer;

import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", algorithm 2. Every weight
 * moves by the whole rate: the paper advises rates 3 to 10 times smaller than Adam's, and decays as
 * many times greater. The defaults are the paper's.
 */
@Variant(name = "lion", value = "the sign of a mean of the gradients, with decoupled weight decay")
public record Lion(
    @Setting(value = "Share of the mean in the direction.", min = 0, max = 1, below = true)
        double beta1,
    @Setting(value = Keys.BETA1, min = 0, max = 1, below = true) double beta2,
    @Setting(value = Keys.WEIGHT_DECAY, elsewhere = Keys.L2, min = 0) double weightDecay)
    implements Optimizer {
  /** Returns the optimizer with the defaults of its keys. */
  public static Lion defaults() {
    return new Lion(0.9, 0.99, 0);
  }

  @Override
  public Set<Moment> moments() {
    return Set.of(Moment.FIRST);
  }

  @Override
  public double[] numbers() {
    return new double[] {beta1, beta2};
  }

  @Override
  public String update() {
    return """
            direction = torch.sign_(torch.lerp(first, g, 1. - numbers[0]))
            _0 = torch.addcmul_(p, direction, rate, value=-1)
            _1 = torch.lerp_(first, g, 1. - numbers[1])
        """;
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
