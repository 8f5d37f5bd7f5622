package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that somebody else filled: a shared folder, a container's image. */
class ReadOnlyHomeTest {
  @TempDir private Path folder;

  private Settings settings(String name) {
    return TwoClasses.settings(
        folder,
        "features.backbone=resnet18",
        "features.weights=random",
        "features.image-size=32",
        "checkpoint.name=" + name);
  }

  private void permit(String permissions) throws IOException {
    Assumptions.assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "this system has other permissions");
    try (Stream<Path> folders = Files.walk(folder.resolve("home"))) {
      for (Path path : folders.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
      }
    }
  }

  @AfterEach
  void letItBeRemoved() throws IOException {
    if (Files.exists(folder.resolve("home"))) {
      permit("rwxr-xr-x");
    }
  }

  private void lock() throws IOException {
    permit("r-xr-xr-x");
    Assumptions.assumeFalse(
        Files.isWritable(folder.resolve("home")), "this user may write everywhere");
  }

  private Map<Path, Object> content() throws IOException {
    Map<Path, Object> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
      for (Path file : files.toList()) {
        content.put(file, Files.size(file));
      }
    }
    return content;
  }

  @Test
  void featuresThatAreThereServeTrainingEvaluationAndPrediction() throws IOException {
    TwoClasses.write(folder);
    TrainFlow.train(settings("run"), SmallRun.context(folder));
    lock();
    Map<Path, Object> before = content();
    Settings again = settings("again");
    Checkpoints all = new Checkpoints(Path.of(again.checkpoint().directory()));
    TrainFlow.TrainedHead trained = TrainFlow.train(again, SmallRun.context(folder));
    assertThat(trained.extracted()).isZero();
    assertThat(
            EvaluateFlow.run(Optional.of("again"), all, List.of(), SmallRun.context(folder))
                .evaluation()
                .accuracy())
        .isEqualTo(trained.manifest().figures().get("validation").accuracy());
    assertThat(
            PredictFlow.run(
                PredictFlow.Question.of(
                    all.find("again"), List.of(), List.of(folder.resolve("images"))),
                SmallRun.context(folder)))
        .hasSize(20);
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void featuresThatMustBeMadeNeedAFolderThatCanBeWritten() throws IOException {
    TwoClasses.write(folder);
    Files.createDirectories(folder.resolve("home"));
    lock();
    assertThatThrownBy(() -> TrainFlow.train(settings("run"), SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no permission for " + folder.resolve("home"))
        .hasMessageContaining("choose another folder");
  }
}
