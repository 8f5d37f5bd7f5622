package io.headstart.breaking.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The disk of this process as {@link FaultyProvider} shows it: counts the operations that change
 * something under one folder, records them, and refuses the one it was told to refuse.
 */
public final class Disk {
  /** The system property that names the folder whose changes count. */
  public static final String ROOT = "breaking.root";

  private static final String ROOT_PATH = System.getProperty(ROOT, "\0");
  private static final Object LOCK = new Object();

  private static Fault fault = Fault.NONE;
  private static int at;
  private static int count;
  private static List<DiskEvent> events;

  private Disk() {}

  /** How an operation goes wrong. */
  public enum Fault {
    NONE,
    /** No space from that operation on; a write still takes half of its bytes. */
    FULL,
    /** No change is allowed, as on a disk mounted to be read. */
    READ_ONLY,
    /** That one operation alone meets an input/output error. */
    ERROR,
    /** That one operation, when it is a write, takes half of its bytes and says so. */
    SHORT
  }

  /** Begins to count anew; the operation of this number, counted from 1, meets the fault. */
  public static void arm(Fault kind, int number) {
    synchronized (LOCK) {
      fault = kind;
      at = number;
      count = 0;
      events = null;
    }
  }

  /** Begins to count anew and keeps every operation with its bytes. */
  public static void record() {
    synchronized (LOCK) {
      arm(Fault.NONE, 0);
      events = new ArrayList<>();
    }
  }

  /** Ends faults and recording; returns how many operations there were. */
  public static int disarm() {
    synchronized (LOCK) {
      fault = Fault.NONE;
      events = null;
      return count;
    }
  }

  /** Returns what was recorded. */
  public static List<DiskEvent> recorded() {
    synchronized (LOCK) {
      return List.copyOf(events);
    }
  }

  static boolean watches(Path path) {
    return path.toAbsolutePath().toString().startsWith(ROOT_PATH);
  }

  /** A change about to be made. */
  interface Change<T> {
    T make() throws IOException;
  }

  /** Makes a change of names, unless it is the one to be refused. */
  static <T> T change(Path path, boolean grows, DiskEvent event, Change<T> change)
      throws IOException {
    synchronized (LOCK) {
      Optional<String> refusal = next(grows);
      if (refusal.isPresent() && fault != Fault.SHORT) {
        throw new FileSystemException(path.toString(), null, refusal.get());
      }
      T made = change.make();
      note(event);
      return made;
    }
  }

  /** Begins a write; returns how many of its bytes are taken, and throws when none is. */
  static int allowed(int bytes) throws IOException {
    synchronized (LOCK) {
      Optional<String> refusal = next(true);
      if (refusal.isEmpty() || bytes == 0) {
        return bytes;
      }
      boolean takesHalf = fault == Fault.SHORT || (fault == Fault.FULL && count == at);
      if (!takesHalf || (bytes == 1 && fault != Fault.SHORT)) {
        throw new IOException(refusal.get());
      }
      return Math.max(1, bytes / 2);
    }
  }

  static void note(DiskEvent event) {
    synchronized (LOCK) {
      if (events != null) {
        events.add(event);
      }
    }
  }

  private static Optional<String> next(boolean grows) {
    count++;
    if (fault == Fault.READ_ONLY) {
      return Optional.of("Read-only file system");
    }
    boolean now = fault != Fault.NONE && count == at;
    boolean full = fault == Fault.FULL && count >= at && grows;
    if (full) {
      return Optional.of("No space left on device");
    }
    return now && fault != Fault.FULL ? Optional.of("Input/output error") : Optional.empty();
  }
}
