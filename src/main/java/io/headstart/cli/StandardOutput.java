package io.headstart.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The process's standard output, which remembers why something could not be written: Java's own
 * stream says only that it could not.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private String lost;

  private StandardOutput() {}

  /** Puts it in the place of {@link System#out}. */
  static StandardOutput install() {
    StandardOutput output = new StandardOutput();
    System.setOut(new PrintStream(new HarmlessOutput(new BufferedOutputStream(output)), true));
    return output;
  }

  /** Returns why the first thing that was not written was not; empty when all was. */
  Optional<String> lost() {
    System.out.flush();
    return Optional.ofNullable(lost);
  }

  /** Returns whether the reader of a pipe has gone away. */
  boolean closedByReader() {
    return "Broken pipe".equals(lost);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      lost = lost == null ? e.getMessage() : lost;
      throw e;
    }
  }
}
