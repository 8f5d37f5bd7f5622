package io.headstart.cli;

import io.headstart.breaking.disk.Disk;
import io.headstart.breaking.disk.DiskEvent;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs one command line after the other in this process, as told over standard input: hundreds of
 * damaged files need not wait for hundreds of starts of Java and libtorch.
 */
public final class CommandSession {
  private CommandSession() {}

  /** Serves until standard input ends. */
  public static void main(String[] ignored) throws IOException {
    DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    for (String request = in.readUTF(); !request.isEmpty(); request = in.readUTF()) {
      switch (request) {
        case "run" -> run(in, out);
        case "arm" -> Disk.arm(Disk.Fault.valueOf(in.readUTF()), in.readInt());
        case "record" -> Disk.record();
        case "recorded" -> recorded(out);
        case "disarm" -> out.writeInt(Disk.disarm());
        default -> throw new IOException("no such request: " + request);
      }
      out.flush();
    }
  }

  private static void run(DataInputStream in, DataOutputStream out) throws IOException {
    String[] arguments = new String[in.readInt()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = in.readUTF();
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    out.writeInt(Main.run(arguments));
    for (ByteArrayOutputStream text : List.of(printed, said)) {
      out.writeInt(text.size());
      text.writeTo(out);
    }
  }

  private static void recorded(DataOutputStream out) throws IOException {
    List<DiskEvent> events = Disk.recorded();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(events.size());
    for (DiskEvent event : events) {
      event.write(data);
    }
    bytes.writeTo(out);
  }
}
