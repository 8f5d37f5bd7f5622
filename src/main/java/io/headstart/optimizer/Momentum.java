package io.headstart.optimizer;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.Set;

/** Stochastic gradient descent with momentum, as {@code torch.optim.SGD}. */
@Variant(name = "momentum", value = "sgd with a share of the last update")
public record Momentum(@Setting(value = Keys.MOMENTUM, min = 0, max = 1) double momentum)
    implements Optimizer {
  /** Returns the optimizer with the defaults of its keys. */
  public static Momentum defaults() {
    return new Momentum(0.9);
  }

  @Override
  public Set<Moment> moments() {
    return Set.of(Moment.FIRST);
  }

  @Override
  public double[] numbers() {
    return new double[] {momentum};
  }

  @Override
  public String update() {
    return """
            _0 = torch.add_(torch.mul_(first, numbers[0]), g)
            _1 = torch.addcmul_(p, first, rate, value=-1)
        """;
  }
}
