package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.engine.ChildJvm;
import io.headstart.engine.PlantedNatives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuietTest {
  @TempDir private Path folder;

  @Test
  void quietHidesProgressButNotThatNoGpuIsUsed() throws Exception {
    PlantedNatives.withoutADriver(folder.resolve("home"));
    String loud = run();
    String quiet = run("--quiet");
    assertThat(loud)
        .contains("NOT USING A GPU: no NVIDIA driver", "epoch 1", "drawn by the program");
    assertThat(quiet)
        .contains("NOT USING A GPU: no NVIDIA driver")
        .doesNotContain("epoch 1")
        .doesNotContain("drawn by the program");
  }

  private String run(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("train", "--offline"));
    for (String setting :
        List.of(
            "data.source=synthetic",
            "data.synthetic={train: 60, test: 20}",
            "features.backbone=pixels",
            "train.epochs=1")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    Map<String, String> environment = Map.of("HEADSTART_HOME", folder.resolve("home").toString());
    return ChildJvm.output(
        ChildJvm.start(folder, environment, Main.class, arguments.toArray(String[]::new)));
  }
}
