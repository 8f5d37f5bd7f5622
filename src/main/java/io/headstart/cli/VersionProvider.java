package io.headstart.cli;

import io.headstart.Program;
import picocli.CommandLine.IVersionProvider;

/** Says the version of the jar. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {Program.NAME + " " + Program.version()};
  }
}
