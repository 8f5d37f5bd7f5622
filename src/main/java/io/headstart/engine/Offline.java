package io.headstart.engine;

/**
 * Whether the network must not be used: the switch that DJL itself obeys, set and read here only.
 */
public final class Offline {
  private static final String PROPERTY = "ai.djl.offline";

  private Offline() {}

  /** Forbids the network; to be called before anything of DJL. */
  public static void turnOn() {
    System.setProperty(PROPERTY, "true");
  }

  /** Returns whether the network must not be used. */
  public static boolean isOn() {
    String variable = System.getenv("DJL_OFFLINE");
    return Boolean.parseBoolean(variable) || Boolean.getBoolean(PROPERTY);
  }
}
