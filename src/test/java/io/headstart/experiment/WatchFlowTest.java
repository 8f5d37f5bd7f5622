package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchFlowTest {
  @TempDir Path folder;

  private final HeardLines heard = new HeardLines();

  private List<WatchFlow.Moment> watch(String name, boolean once) {
    List<WatchFlow.Moment> seen = new ArrayList<>();
    WatchFlow.run(
        new Checkpoints(folder.resolve("checkpoints")),
        name,
        once,
        SmallRun.context(folder, heard, () -> false),
        seen::add);
    return seen;
  }

  @Test
  void runThatIsNotThereIsMissingAtOnceOnly() {
    assertThatThrownBy(() -> watch("none", true))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.MISSING));
  }

  @Test
  void finishedRunIsShownOnce() {
    SmallRun.train(folder);
    List<WatchFlow.Moment> seen = watch("run", false);

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).status()).isEqualTo("finished");
    assertThat(seen.get(0).epochs()).contains(3);
    assertThat(seen.get(0).history().rows()).hasSize(3);
  }

  @Test
  void runThatBeginsLaterIsWaitedForAndFollowedToItsEnd() throws InterruptedException {
    CompletableFuture<List<WatchFlow.Moment>> watching =
        CompletableFuture.supplyAsync(() -> watch("run", false));
    while (heard.lines.isEmpty()) {
      Thread.sleep(10);
    }
    assertThat(heard.lines.get(0)).startsWith("waiting for run to begin");
    SmallRun.train(folder, "train.epochs=40");
    List<WatchFlow.Moment> seen = watching.join();

    assertThat(seen.get(seen.size() - 1).status()).isEqualTo("finished");
    assertThat(seen.get(seen.size() - 1).history().rows()).hasSize(40);
  }
}
