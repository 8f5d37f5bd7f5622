package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.search.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {
  @TempDir private Path folder;

  /** The second one would train for hours. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aResultThatCannotBeKeptStopsTheOtherPasses() {
    OutOfMemoryError full = new OutOfMemoryError("of the test");
    Trials trials =
        new Trials(
            SmallRun.context(folder),
            folder.resolve("unfinished"),
            trial -> false,
            result -> {
              throw full;
            });
    assertThatThrownBy(
            () -> trials.run(List.of(trial(1, "train.epochs=1"), trial(2, "train.epochs=1000000"))))
        .isSameAs(full);
  }

  private Trials.Planned trial(int number, String override) {
    return new Trials.Planned(
        new Trial(number, "grid", Map.of()), SmallRun.settings(folder, override));
  }
}
