package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeRulesTest {
  @TempDir private Path folder;

  @BeforeEach
  void images() throws IOException {
    TwoClasses.write(folder);
  }

  private Settings settings(String images, int epochs) {
    return SettingsReader.parse(
        SmallRun.YAML.replaceFirst(
            "(?m)^data:.*$",
            "data: {source: folder, path: \"%s\", image-size: 8, split: {validation: 0.2, test: []}}"
                .formatted(folder.resolve(images))),
        "small",
        List.of(
            "train.epochs=" + epochs,
            "checkpoint.name=run",
            "checkpoint.directory=\"" + folder.resolve("checkpoints") + "\""));
  }

  private TrainFlow.TrainedHead resumed(String images) {
    Checkpoint checkpoint = new Checkpoints(folder.resolve("checkpoints")).find("run");
    return TrainFlow.resume(checkpoint, settings(images, 2), SmallRun.context(folder));
  }

  @Test
  void theSameImagesMayHaveMoved() throws IOException {
    TrainFlow.train(settings("images", 1), SmallRun.context(folder));
    Files.move(folder.resolve("images"), folder.resolve("moved"));
    assertThat(resumed("moved").manifest().epochs()).isEqualTo(2);
  }

  @Test
  void otherImagesUnderTheSamePathAreRefused() throws IOException {
    TrainFlow.train(settings("images", 1), SmallRun.context(folder));
    TwoClasses.image(folder.resolve("images/train/dark/3.png"), 0x00ff00);
    assertThatThrownBy(() -> resumed("images"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot go on with other images");
  }
}
