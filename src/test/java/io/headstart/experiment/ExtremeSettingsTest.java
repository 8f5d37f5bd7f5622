package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.OperatingSystemMXBean;
import io.headstart.Failure;
import io.headstart.config.TrainSettings;
import io.headstart.run.Manifest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings at the ends of what is accepted. */
class ExtremeSettingsTest {
  @TempDir private Path folder;

  private Manifest train(String... overrides) {
    return TrainFlow.train(SmallRun.settings(folder, overrides), SmallRun.context(folder))
        .manifest();
  }

  @Test
  void theLargestBatchHoldsAllImages() {
    assertThat(train("train.batch-size=2147483647").figures())
        .isEqualTo(train("train.batch-size=240").figures());
  }

  @Test
  void theScheduleOfTheLargestBatchHasOneUpdateAnEpoch() {
    TrainSettings train =
        SmallRun.settings(folder, "train.batch-size=2147483647", "train.epochs=2").train();
    assertThat(SchedulePreview.text(train, 300)).hasLineCount(3);
  }

  @Test
  void aHeadOfMoreWeightsThanAnArrayHoldsIsRefused() {
    assertThatThrownBy(() -> train("model.hidden=[46341,46341]"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("model.hidden: [46341, 46341], between 3072 features and 10 classes");
  }

  @Test
  void aHeadThatNoMemoryHoldsIsRefused() {
    Assumptions.assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            && system.getTotalMemorySize() < 50_000_000_000L,
        "a machine of more than 50 GB");
    assertThatThrownBy(() -> train("model.hidden=[60000,32000]"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("there is no memory for 1 heads of 2,104,")
        .hasMessageContaining("choose smaller model.hidden");
  }

  @Test
  void moreCopiesThanMemoryHoldsAreSaidBeforeTheFirstIsMade() {
    assertThatThrownBy(
            () ->
                train(
                    "data.synthetic.train=100000",
                    "augment.copies=1000",
                    "augment.train-on=both",
                    "augment.operations=[{name: horizontal-flip}]"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("there is no memory for 80,080,000 rows of 3,072 features")
        .hasMessageContaining("fewer augment.copies");
  }

  /** Its only update is followed by no loss that could show what it did. */
  @Test
  void aLastUpdateThatDivergesIsNoFinishedRun() {
    assertThatThrownBy(
            () -> train("train.learning-rate=1e300", "train.batch-size=240", "train.epochs=1"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("training diverged")
        .hasMessageContaining("lower train.learning-rate");
  }

  @Test
  void aFileInPlaceOfTheFolderOfCheckpointsIsSaidBeforeAnythingRuns() throws IOException {
    Files.createFile(folder.resolve("checkpoints"));
    assertThatThrownBy(() -> train("train.epochs=1"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("checkpoints is no folder")
        .hasMessageContaining("--set checkpoint.directory=OTHER");
    assertThat(folder.resolve("home")).doesNotExist();
  }
}
