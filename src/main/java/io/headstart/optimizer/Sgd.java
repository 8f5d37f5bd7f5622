package io.headstart.optimizer;

import io.headstart.setting.Variant;
import java.util.Set;

/** Stochastic gradient descent, as {@code torch.optim.SGD}. */
@Variant(name = "sgd", value = "the gradient times the rate")
public record Sgd() implements Optimizer {
  /** Returns the optimizer with the defaults of its keys. */
  public static Sgd defaults() {
    return new Sgd();
  }

  @Override
  public Set<Moment> moments() {
    return Set.of();
  }

  @Override
  public double[] numbers() {
    return new double[] {};
  }

  @Override
  public String update() {
    return """
            _0 = torch.addcmul_(p, g, rate, value=-1)
        """;
  }
}
