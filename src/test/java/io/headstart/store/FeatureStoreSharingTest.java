package io.headstart.store;

import static io.headstart.store.StoreFixture.KEY;
import static io.headstart.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FeatureStoreSharingTest {
  @TempDir Path folder;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(folder.resolve("features"));
  }

  @Test
  void twoThreadsMakeAnEntryOnce() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FakeSource first = FakeSource.of(1);
    FutureTask<StoredFeatures> maker = inThread(() -> obtainHeldBack(first, started, go));
    started.await();
    FakeSource second = FakeSource.of(1);
    // Another store object on the same folder, as two parts of a program may have.
    StoreFixture other = new StoreFixture(folder.resolve("features"));
    FutureTask<StoredFeatures> waiter =
        inThread(() -> other.store.obtain(request(2000, 1), second));
    awaitLine(other);
    go.countDown();
    assertThat(waiter.get().sha256()).isEqualTo(maker.get().sha256());
    assertThat(first.asked).containsExactly(0, 1024);
    assertThat(second.asked).isEmpty();
    assertThat(other.progress.lines)
        .containsExactly(
            "part: waiting for another thread of this process, which is at work on it");
  }

  @Test
  void aThreadGoesOnWhereAnotherFailed() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FakeSource failing = FakeSource.of(1).failingAfter(1);
    FutureTask<StoredFeatures> maker = inThread(() -> obtainHeldBack(failing, started, go));
    started.await();
    FakeSource second = FakeSource.of(1);
    FutureTask<StoredFeatures> waiter =
        inThread(() -> fixture.store.obtain(request(2000, 1), second));
    awaitLine(fixture);
    go.countDown();
    assertThatThrownBy(maker::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(FakeSource.Crash.class);
    assertThat(waiter.get().count()).isEqualTo(2000);
    assertThat(second.asked).containsExactly(1024);
  }

  @Test
  void aWaitingThreadCanBeInterrupted() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FutureTask<StoredFeatures> maker =
        inThread(() -> obtainHeldBack(FakeSource.of(1), started, go));
    started.await();
    FutureTask<StoredFeatures> waiter =
        new FutureTask<>(() -> fixture.store.obtain(request(2000, 1), FakeSource.of(1)));
    Thread thread = new Thread(waiter);
    thread.start();
    awaitLine(fixture);
    thread.interrupt();
    assertThatThrownBy(waiter::get)
        .hasCauseInstanceOf(Failure.class)
        .hasMessageContaining("stopped while waiting for part");
    go.countDown();
    assertThat(maker.get().count()).isEqualTo(2000);
  }

  @Test
  void pruningBesideThoseWhoUseAnEntryNeverFailsThem() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Pruning all = new Pruning(Optional.of(0L), Optional.empty());
    FutureTask<Integer> pruner =
        inThread(
            () -> {
              int removed = 0;
              while (done.getCount() > 0) {
                removed += all.run(fixture.store, Instant.now(), false).removed().size();
              }
              return removed;
            });
    try {
      for (int i = 0; i < 200; i++) {
        StoredFeatures features = fixture.store.obtain(request(50, 2), FakeSource.of(2));
        assertThat(features.row(49)).containsExactly(FakeSource.value(49, 0), 172.5f);
        fixture.store.find(KEY).ifPresent(found -> assertThat(found.count()).isEqualTo(50));
      }
    } finally {
      done.countDown();
    }
    assertThat(pruner.get()).isPositive();
  }

  @Test
  void anEntryThatAsksForItselfIsABug() {
    RowSource source = chunk -> fixture.store.obtain(request(2, 1), FakeSource.of(1));
    assertThatThrownBy(() -> fixture.store.obtain(request(2, 1), source))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("asks for itself");
  }

  @Test
  void twoProcessesMakeAnEntryOnce() throws Exception {
    Process process = secondProcess();
    try {
      ObtainInProcess.await(folder.resolve("started"));
      FakeSource source = FakeSource.of(1);
      FutureTask<StoredFeatures> waiter =
          inThread(() -> fixture.store.obtain(request(2000, 1), source));
      awaitLine(fixture);
      assertThat(fixture.store.find(KEY)).isEmpty();
      AtomicFiles.write(folder.resolve("go"), "");
      String sha256 = waiter.get().sha256();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(folder.resolve("result")).hasContent(sha256 + " [0, 1024]");
      assertThat(source.asked).isEmpty();
      assertThat(fixture.progress.lines)
          .singleElement()
          .asString()
          .startsWith("part: waiting for process " + process.pid() + " on ");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theRestOfAKilledProcessIsGoneOnWithAndItsLockIsNoObstacle() throws Exception {
    Process process = secondProcess();
    ObtainInProcess.await(folder.resolve("started"));
    process.destroyForcibly().waitFor();
    assertThat(Files.readString(fixture.files.lock())).startsWith("process " + process.pid());
    FakeSource source = FakeSource.of(1);
    assertThat(fixture.store.obtain(request(2000, 1), source).count()).isEqualTo(2000);
    assertThat(source.asked).containsExactly(1024);
    assertThat(fixture.progress.lines).containsExactly("part: going on at row 1024 of 2000");
  }

  private Process secondProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ObtainInProcess.class.getName(),
            folder.toString())
        .inheritIO()
        .start();
  }

  private StoredFeatures obtainHeldBack(
      FakeSource source, CountDownLatch started, CountDownLatch go) {
    return fixture.store.obtain(
        request(2000, 1),
        chunk -> {
          started.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          source.fill(chunk);
        });
  }

  private static void awaitLine(StoreFixture fixture) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (fixture.progress.lines.isEmpty()) {
      assertThat(System.nanoTime()).as("a line of progress").isLessThan(end);
      Thread.sleep(5);
    }
  }

  private static <T> FutureTask<T> inThread(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
