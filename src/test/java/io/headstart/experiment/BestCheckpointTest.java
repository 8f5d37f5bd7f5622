package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoints;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestCheckpointTest {
  private static final String NOT_VALIDATED = "data.split.validation=0";

  @TempDir private Path folder;

  private void train(String name, String... settings) {
    String[] all = new String[settings.length + 1];
    System.arraycopy(settings, 0, all, 1, settings.length);
    all[0] = "checkpoint.name=" + name;
    TrainFlow.train(SmallRun.settings(folder, all), SmallRun.context(folder));
  }

  private String best() {
    return new Checkpoints(folder.resolve("checkpoints")).best().name();
  }

  @Test
  void ofSeveralThatWereNotValidatedNoneIsTheBest() {
    train("one", NOT_VALIDATED);
    assertThat(best()).isEqualTo("one");
    train("two", NOT_VALIDATED);
    assertThatThrownBy(this::best)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no checkpoint is the best")
        .hasMessageContaining("one, two");
    train("validated");
    assertThat(best()).isEqualTo("validated");
  }

  @Test
  void theMoreAccurateOneIs() {
    train("nothing-learnt", "train.learning-rate=1e-9");
    train("trained", "train.epochs=30", "data.synthetic.train=3000");
    train("too", "train.learning-rate=1e-9", "seed=1");
    assertThat(accuracy("trained")).isGreaterThan(accuracy("nothing-learnt") + 0.1);
    assertThat(best()).isEqualTo("trained");
  }

  private double accuracy(String name) {
    return new Checkpoints(folder.resolve("checkpoints"))
        .find(name)
        .finishedManifest()
        .figures("validation")
        .orElseThrow()
        .accuracy();
  }
}
