package io.headstart.engine;

/** Whether the network must not be used, by the switch that DJL itself obeys. */
final class Offline {
  private Offline() {}

  static boolean isOn() {
    String variable = System.getenv("DJL_OFFLINE");
    return Boolean.parseBoolean(variable) || Boolean.getBoolean("ai.djl.offline");
  }
}
