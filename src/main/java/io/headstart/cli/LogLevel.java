package io.headstart.cli;

/** Sets the libraries' logging, which must happen before the first logger is made. */
final class LogLevel {
  private LogLevel() {}

  static void set(boolean verbose) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "error");
    System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
  }
}
