package io.headstart.store;

import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A second process for {@link FeatureStoreSharingTest}: obtains the features, two chunks of them.
 * Writes a file {@code started} when its source is asked and waits for a file {@code go} before the
 * second chunk; adds a line to {@code made} for each chunk.
 */
final class ObtainInProcess {
  private ObtainInProcess() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    StoreFixture fixture = new StoreFixture(folder.resolve("features"));
    FakeSource rows = FakeSource.of(1);
    StoredFeatures features =
        fixture.store.obtain(
            StoreFixture.request(2000, 1),
            chunk -> {
              if (chunk.from() > 0) {
                AtomicFiles.write(folder.resolve("started"), "");
                await(folder.resolve("go"));
              }
              rows.fill(chunk);
            });
    AtomicFiles.write(folder.resolve("result"), features.sha256() + " " + rows.asked);
  }

  static void await(Path path) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!Files.exists(path)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(path + " did not come");
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
