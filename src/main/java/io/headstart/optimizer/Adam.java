package io.headstart.optimizer;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.Set;

/** Kingma and Ba 2014, as {@code torch.optim.Adam}. */
@Variant(name = "adam", value = "means of gradient and squared gradient")
public record Adam(
    @Setting(value = Keys.BETA1, min = 0, max = 1, below = true) double beta1,
    @Setting(value = Keys.BETA2, min = 0, max = 1, below = true) double beta2,
    @Setting(value = Keys.EPSILON, min = 0, above = true) double epsilon)
    implements Optimizer {

  static final String UPDATE =
      """
            _0 = torch.addcmul_(torch.mul_(second, numbers[1]), g, g, value=1. - numbers[1])
            _1 = torch.lerp_(first, g, 1. - numbers[0])
            c1 = 1. - numbers[0] ** float(update)
            c2 = 1. - numbers[1] ** float(update)
            divisor = torch.add_(torch.div_(torch.sqrt(second), c2 ** 0.5), numbers[2])
            _2 = torch.addcmul_(p, torch.div(first, divisor), rate, value=-1. / c1)
        """;

  /** Returns the optimizer with the defaults of its keys. */
  public static Adam defaults() {
    return new Adam(0.9, 0.999, 1e-8);
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
    return UPDATE;
  }
}
