package io.headstart.optimizer;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.Set;

/** Nesterov's momentum, as {@code torch.optim.SGD} writes it. */
@Variant(name = "nesterov", value = "momentum that looks one update ahead")
public record Nesterov(@Setting(value = Keys.MOMENTUM, min = 0, max = 1) double momentum)
    implements Optimizer {
  /** Returns the optimizer with the defaults of its keys. */
  public static Nesterov defaults() {
    return new Nesterov(0.9);
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
            step = torch.add(g, first, alpha=numbers[0])
            _1 = torch.addcmul_(p, step, rate, value=-1)
        """;
  }
}
