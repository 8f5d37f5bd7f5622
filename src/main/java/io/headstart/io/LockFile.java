package io.headstart.io;

import io.headstart.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The right to change one entry, held by one thread of one process at a time. The operating system
 * takes it back from a process that dies. The lock file stays behind, empty: deleting it would let
 * a waiting process lock the deleted file while a third one locks a new file of that name.
 */
public final class LockFile implements AutoCloseable {
  /** Far behind the owner's text, which Windows would otherwise keep others from reading. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int MAX_OWNER_BYTES = 256;

  private static final int WAIT_MILLIS = 50;

  /**
   * The one static table of the program. File locks belong to the process, not to a thread or an
   * object: where a thread merely opens and closes a lock file that another thread has locked,
   * POSIX takes the lock away from both. So no thread may open a file before it has this lock, and
   * all of the process must share one table.
   */
  private static final Map<Path, ReentrantLock> THREAD_LOCKS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;
  private final FileLock lock;

  private LockFile(ReentrantLock threads, FileChannel channel, FileLock lock) {
    this.threads = threads;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for the lock, saying once for whom.
   *
   * @param file the lock file, made if need be; its folder must exist
   * @param name what is locked, for the line
   * @param stop asked while waiting
   * @throws io.headstart.Failure when asked to stop, or interrupted, before it has the lock
   */
  public static LockFile acquire(Path file, String name, Progress progress, BooleanSupplier stop)
      throws IOException {
    Path canonical = canonical(file);
    ReentrantLock threads = threads(canonical);
    lockAmongThreads(threads, name, progress, stop);
    return lock(
            canonical,
            threads,
            channel -> {
              FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
              if (lock == null) {
                progress.line(
                    name + ": waiting for " + owner(channel) + ", which is at work on it");
              }
              // The system's own way to wait hears of no signal.
              while (lock == null) {
                rest(name, stop);
                lock = channel.tryLock(LOCKED_BYTE, 1, false);
              }
              return lock;
            })
        .orElseThrow();
  }

  private static void rest(String name, BooleanSupplier stop) {
    try {
      Thread.sleep(WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DiskFailure.interrupted("waiting for " + name, e);
    }
    if (stop.getAsBoolean()) {
      throw DiskFailure.interrupted("waiting for " + name, new InterruptedException("a signal"));
    }
  }

  /**
   * Takes the lock if nobody holds it, this thread included.
   *
   * @param file the lock file, made if need be; its folder must exist
   */
  public static Optional<LockFile> tryAcquire(Path file) throws IOException {
    Path canonical = canonical(file);
    ReentrantLock threads = threads(canonical);
    if (threads.isHeldByCurrentThread() || !threads.tryLock()) {
      return Optional.empty();
    }
    return lock(canonical, threads, LockFile::tryLock);
  }

  /** Tries for a moment: who asks {@link #isHeld} has the lock as long as the question takes. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
    for (int more = 0; lock == null && more < 5; more++) {
      LockSupport.parkNanos(10_000_000);
      lock = channel.tryLock(LOCKED_BYTE, 1, false);
    }
    return lock;
  }

  /**
   * Returns whether somebody holds the lock at this moment: another process, or a thread of this
   * one. Changes nothing; a file that is not there or cannot be read is held by nobody.
   */
  public static boolean isHeld(Path file) {
    if (!Files.isReadable(file)) {
      return false;
    }
    try {
      Path canonical = canonical(file);
      ReentrantLock threads = threads(canonical);
      if (threads.isLocked() || !threads.tryLock()) {
        return true;
      }
      try (FileChannel channel = FileChannel.open(canonical, StandardOpenOption.READ);
          FileLock shared = channel.tryLock(LOCKED_BYTE, 1, true)) {
        return shared == null;
      } finally {
        threads.unlock();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns who holds the lock of a file, in words. */
  public static String holder(Path file) {
    Path own = file.toAbsolutePath();
    try {
      // A thread that opens and closes the file would lose this process's lock.
      if (threads(canonical(own)).isLocked()) {
        return "another thread of this process";
      }
      try (FileChannel channel = FileChannel.open(own, StandardOpenOption.READ)) {
        return owner(channel);
      }
    } catch (IOException e) {
      return "another process";
    }
  }

  private static Path canonical(Path file) throws IOException {
    return file.getParent().toRealPath().resolve(file.getFileName());
  }

  private static ReentrantLock threads(Path canonical) {
    return THREAD_LOCKS.computeIfAbsent(canonical, path -> new ReentrantLock());
  }

  /** A way to lock a file: null when another process holds the lock. */
  private interface Locking {
    FileLock of(FileChannel channel) throws IOException;
  }

  /** Locks the file for this process; the thread has its lock, which is given back on failure. */
  private static Optional<LockFile> lock(Path canonical, ReentrantLock threads, Locking locking)
      throws IOException {
    FileChannel channel = null;
    LockFile held = null;
    try {
      channel =
          FileChannel.open(
              canonical,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = locking.of(channel);
      if (lock != null) {
        writeOwner(channel, "process %d on %s".formatted(ProcessHandle.current().pid(), host()));
        held = new LockFile(threads, channel, lock);
      }
      return Optional.ofNullable(held);
    } finally {
      if (held == null) {
        abandon(channel, threads);
      }
    }
  }

  private static void abandon(FileChannel channel, ReentrantLock threads) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      threads.unlock();
    }
  }

  private static void lockAmongThreads(
      ReentrantLock threads, String name, Progress progress, BooleanSupplier stop) {
    if (threads.isHeldByCurrentThread()) {
      throw new IllegalStateException(name + " asks for itself while it is being made");
    }
    if (!threads.tryLock()) {
      progress.line(name + ": waiting for another thread of this process, which is at work on it");
      while (!threads.tryLock()) {
        rest(name, stop);
      }
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_OWNER_BYTES);
    channel.read(bytes, 0);
    String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    return text.isEmpty() ? "another process" : text;
  }

  private static void writeOwner(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(StandardCharsets.UTF_8.encode(text + "\n"), 0);
  }

  /** Not InetAddress.getLocalHost(), which can wait long for a name server. */
  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return System.getenv().getOrDefault("COMPUTERNAME", "this host");
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
      lock.release();
    } finally {
      threads.unlock();
    }
  }
}
