package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.engine.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LockFileTest {
  @TempDir private Path folder;

  /** Another process that asks for a lock without waiting. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] args) throws IOException {
      System.out.println(LockFile.tryAcquire(Path.of(args[0])).isPresent() ? "free" : "held");
    }
  }

  private String askInAnotherProcess(Path file) throws Exception {
    return ChildJvm.output(ChildJvm.start(folder, Asking.class, file.toString())).strip();
  }

  @Test
  void aFreeLockIsTakenWithoutWaitingAndAHeldOneIsNot() throws IOException {
    Path file = folder.resolve("a.lock");
    LockFile lock = LockFile.tryAcquire(file).orElseThrow();
    assertThat(LockFile.tryAcquire(file)).as("the same thread").isEmpty();
    lock.close();
    LockFile again = LockFile.tryAcquire(file).orElseThrow();
    again.close();
    assertThat(file).isEmptyFile();
  }

  /**
   * POSIX takes a process's lock away when one of its threads closes the file, even one that only
   * looked at it.
   */
  @Test
  void threadsThatAskInVainOrGiveUpWaitingLeaveTheLockToItsOwner() throws Exception {
    Path file = folder.resolve("a.lock");
    LockFile lock = LockFile.acquire(file, "a", Progress.NONE, () -> false);
    try (lock) {
      Thread asking = new Thread(() -> assertHeld(file));
      asking.start();
      asking.join();
      HeardLines heard = new HeardLines();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread waiting = new Thread(() -> thrown.set(waitFor(file, heard)));
      waiting.start();
      while (heard.lines.isEmpty()) {
        Thread.sleep(5);
      }
      waiting.interrupt();
      waiting.join();
      assertThat(thrown.get()).isInstanceOf(Failure.class);
      assertThat(askInAnotherProcess(file)).isEqualTo("held");
    }
    assertThat(askInAnotherProcess(file)).isEqualTo("free");
  }

  /** A signal ends the wait for another process at once, not only the second one. */
  @Test
  void whoIsAskedToStopWaitsNoLonger() throws Exception {
    Path file = folder.resolve("a.lock");
    HeardLines heard = new HeardLines();
    Process other = ChildJvm.start(folder, Holding.class, file.toString());
    assertThat(other.inputReader().readLine()).isEqualTo("holding");
    assertThat(LockFile.isHeld(file)).isTrue();
    assertThat(LockFile.holder(file)).startsWith("process " + other.pid());
    assertThatThrownBy(() -> LockFile.acquire(file, "a", heard, () -> !heard.lines.isEmpty()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("stopped while waiting for a");
    other.destroyForcibly().waitFor();
    assertThat(LockFile.isHeld(file)).isFalse();
    LockFile.acquire(file, "a", heard, () -> true).close();
  }

  /** Another process that holds a lock until it is killed. */
  static final class Holding {
    private Holding() {}

    public static void main(String[] args) throws IOException {
      try (LockFile lock = LockFile.tryAcquire(Path.of(args[0])).orElseThrow()) {
        System.out.println(lock == null ? "nothing" : "holding");
        System.out.flush();
        System.out.println(System.in.read());
      }
    }
  }

  private static void assertHeld(Path file) {
    try {
      if (LockFile.tryAcquire(file).isPresent()) {
        throw new IllegalStateException("two owners");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Throwable waitFor(Path file, Progress progress) {
    try {
      LockFile.acquire(file, "a", progress, () -> false).close();
      return null;
    } catch (IOException | Failure e) {
      return e;
    }
  }
}
