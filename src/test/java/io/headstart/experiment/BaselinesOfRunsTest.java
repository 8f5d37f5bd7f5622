package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.train.Baselines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinesOfRunsTest {
  @TempDir private Path with;
  @TempDir private Path without;

  private static Manifest manifest(Path run) {
    return Manifest.read(run.resolve(RunFile.MANIFEST));
  }

  @Test
  void withoutSetsToEvaluateThereAreNone() {
    Path run = SmallRun.train(with, "data.split.validation=0", "data.split.test=[]");
    assertThat(manifest(run).baselines()).isEmpty();
  }

  @Test
  void theyAreKeptWithTheRunAndChangeNothingElse() throws IOException {
    Path run = SmallRun.train(with);
    Path plain = SmallRun.train(without, "baselines=false");
    assertThat(manifest(run).baselines())
        .containsKeys(
            Baselines.MAJORITY,
            Baselines.NEAREST_MEAN,
            Baselines.NEAREST_NEIGHBOURS,
            Baselines.LINEAR)
        .allSatisfy((name, of) -> assertThat(of).containsOnlyKeys("validation", "test"));
    assertThat(manifest(run).seconds()).containsKey("baselines");
    assertThat(manifest(plain).baselines()).isEmpty();
    for (String file : new String[] {RunFile.WEIGHTS, RunFile.STATE, RunFile.HISTORY}) {
      assertThat(Files.readAllBytes(run.resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(plain.resolve(file)));
    }
  }
}
