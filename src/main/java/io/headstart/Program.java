package io.headstart;

import java.util.Optional;

/** What this program is called and which version it is. */
public final class Program {
  /** The name in help texts and manifests. */
  public static final String NAME = "Headstart";

  private Program() {}

  /** Returns the version of the jar, or {@code development} outside one. */
  public static String version() {
    return Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
