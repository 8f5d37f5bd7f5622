package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code watch} prints into a pipe. */
@Timeout(240)
class WatchCommandTest {
  @TempDir private Path folder;

  @Test
  void aFinishedRunIsALineAnEpochAndOneDocument() throws Exception {
    assertThat(CommandRun.train(folder, "one").code()).isZero();
    List<String> lines = CommandRun.of(folder, "watch", "one", "--quiet").text().lines().toList();
    assertThat(lines).hasSize(4).last().isEqualTo("one: finished");
    assertThat(lines.get(0)).startsWith("epoch 1");
    JsonObject document = CommandRun.of(folder, "watch", "one", "--json", "--quiet").json();
    assertThat(document.get("status").getAsString()).isEqualTo("finished");
    assertThat(document.getAsJsonArray("history")).hasSize(3);
    assertThat(CommandRun.of(folder, "watch", "one", "--once", "--quiet").text())
        .contains("one: finished, epoch 3");
  }

  @Test
  void aRunUnderWayIsFollowedUntilItIsStopped() throws Exception {
    Process training =
        CommandRun.start(
            folder, CommandRun.training("live", "--quiet", "--set=train.epochs=1000000"));
    try {
      Process watching = CommandRun.start(folder, "watch", "live", "--quiet");
      try (var out = watching.inputReader()) {
        String first = out.readLine();
        assertThat(first).startsWith("epoch ");
        training.destroy(); // SIGTERM.
        assertThat(training.waitFor()).isEqualTo(130);
        List<String> rest = out.lines().toList();
        assertThat(rest).last().isEqualTo("live: stopped");
        assertThat(watching.waitFor()).isZero();
      } finally {
        watching.destroyForcibly();
      }
    } finally {
      training.destroyForcibly();
    }
  }

  @Test
  void aMissingRunIsWaitedForAndAtOnceIsMissing() throws Exception {
    CommandRun once = CommandRun.of(folder, "watch", "none", "--once", "--quiet");
    assertThat(once.code()).isEqualTo(3);
    assertThat(once.text()).contains("received:", "none");
    Process waiting = CommandRun.start(folder, "watch", "none");
    try (var out = waiting.inputReader()) {
      assertThat(out.readLine()).startsWith("waiting for none to begin");
      waiting.destroy();
      assertThat(waiting.waitFor()).isEqualTo(130);
    } finally {
      waiting.destroyForcibly();
    }
  }
}
