package io.headstart.schedule;

/** What a schedule counts in. */
public enum Unit {
  EPOCH,
  UPDATE;

  /** What the key says in every schedule that has it. */
  static final String TEXT =
      "What every, milestones and warm-up count, and how often the rate changes.";
}
