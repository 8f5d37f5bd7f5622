package io.headstart.schedule;

/** The words about warm-up, a key of several schedules. */
final class Warmup {
  static final String TEXT = "Units over which the rate first rises linearly from 0.";
  static final String ELSEWHERE = "warm-up does not go with cycles";

  private Warmup() {}
}
