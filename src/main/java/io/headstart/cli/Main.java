package io.headstart.cli;

/** The entry point of {@code trainer.jar}. */
public final class Main {
  private Main() {}

  /** Runs the command line and leaves with its exit code. */
  public static void main(String[] args) {
    System.err.println("no commands yet: " + args.length);
  }
}
