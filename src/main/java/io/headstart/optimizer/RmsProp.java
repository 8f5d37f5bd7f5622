package io.headstart.optimizer;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.Set;

/** RMSprop, as {@code torch.optim.RMSprop} with beta2 for its alpha. */
@Variant(name = "rmsprop", value = "the gradient over the root of its mean square")
public record RmsProp(
    @Setting(value = Keys.BETA2, min = 0, max = 1, below = true) double beta2,
    @Setting(value = Keys.EPSILON, min = 0, above = true) double epsilon)
    implements Optimizer {
  /** Returns the optimizer with the defaults of its keys. */
  public static RmsProp defaults() {
    return new RmsProp(0.999, 1e-8);
  }

  @Override
  public Set<Moment> moments() {
    return Set.of(Moment.SECOND);
  }

  @Override
  public double[] numbers() {
    return new double[] {beta2, epsilon};
  }

  @Override
  public String update() {
    return """
            _0 = torch.addcmul_(torch.mul_(second, numbers[0]), g, g, value=1. - numbers[0])
            _1 = torch.addcmul_(p, torch.div(g, torch.add_(torch.sqrt(second), numbers[1])), rate, value=-1)
        """;
  }
}
