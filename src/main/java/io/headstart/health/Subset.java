package io.headstart.health;

/**
 * What an image is used for. An image of a later one is worth more: it is what others are held to.
 */
public enum Subset {
  TRAIN("train"),
  VALIDATION("validation"),
  TEST("test");

  private final String label;

  Subset(String label) {
    this.label = label;
  }

  /** Returns its name in lists and pages. */
  public String label() {
    return label;
  }
}
