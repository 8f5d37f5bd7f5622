package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.Settings;
import io.headstart.experiment.Context;
import io.headstart.experiment.SearchFlow;
import io.headstart.experiment.SmallRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A search whose passes are trained by Spark, against one process without it. */
class SparkSearchTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path folder;

  private Settings search(String name) {
    return SmallRun.settings(
        folder.resolve(name),
        "device=cpu",
        "features={backbone: resnet18, weights: random, precision: float32, image-size: 32}",
        "checkpoint.name=found",
        "search.trials=5",
        "search.dimensions=[{setting: train.learning-rate, distribution: log-uniform, minimum: 1e-3,"
            + " maximum: 1e-1}, {setting: model.hidden, values: [\"[8]\", \"[4, 4]\"]}]");
  }

  @Test
  void tableAndWinnerAreThoseOfOneProcess() {
    Context alone = SmallRun.context(folder);
    SearchFlow.SearchWinner one = SearchFlow.run(search("one"), alone);
    SearchFlow.SearchWinner several = SearchFlow.run(search("several"), SPARK.context(alone));
    assertThat(several.ranked()).isEqualTo(one.ranked()).hasSize(5);
    for (String file :
        new String[] {"found-search/report/trials.csv", "found/weights.safetensors"}) {
      assertThat(folder.resolve("several/checkpoints").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("one/checkpoints").resolve(file));
    }
    assertThat(folder.resolve("home/passes")).doesNotExist();
  }
}
