package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.metrics.Metrics;
import io.headstart.run.Difference;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import io.headstart.tracking.EventFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real runs write for TensorBoard, read by its own descriptors. */
class TensorBoardTest {
  @TempDir Path folder;

  private final HeardLines heard = new HeardLines();

  private Path log() {
    return folder.resolve("log");
  }

  private Path train(BooleanSupplier stop, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("checkpoint.name=run");
    all.add("train.curves=[train, validation]");
    all.add("track.tensorboard=" + log());
    return TrainFlow.train(
            SmallRun.settings(folder, all.toArray(String[]::new)),
            SmallRun.context(folder, heard, stop))
        .folder();
  }

  private Checkpoint checkpoint() {
    return new Checkpoints(folder.resolve("checkpoints")).find("run");
  }

  private void assertShows(Path run) {
    List<History.Row> rows = RunFolder.read(run).history().rows();
    Map<String, Map<Long, Float>> shown = EventFiles.scalars(log().resolve("run"));
    assertThat(shown.get("validation/accuracy")).hasSize(rows.size());
    assertThat(shown.get("batch/loss")).hasSize(rows.size());
    for (History.Row row : rows) {
      assertThat(shown.get("batch/loss"))
          .containsEntry((long) row.epoch(), (float) row.batchLoss());
      assertThat(shown.get("validation/accuracy"))
          .containsEntry(
              (long) row.epoch(), (float) row.value("validation", Metrics.ACCURACY).getAsDouble());
    }
  }

  @Test
  void folderThatCannotBeWrittenCostsNoRun() throws IOException {
    Files.writeString(log(), "a file");
    Path run = train(() -> false);

    assertThat(RunFolder.read(run).manifest().finished()).isTrue();
    assertThat(heard.lines).anyMatch(line -> line.startsWith("tracking: "));
  }

  @Test
  void everyEpochIsThereWithItsFigures() {
    assertShows(train(() -> false));
  }

  @Test
  void fileBeginsWithItsVersion() {
    train(() -> false);
    Message first = EventFiles.events(log().resolve("run")).get(0);

    assertThat(EventFiles.field(first, "file_version")).isEqualTo("brain.Event:2");
    assertThat((Double) EventFiles.field(first, "wall_time")).isGreaterThan(1.6e9);
  }

  @Test
  void hyperparametersAndTheEndAreThePlugins() {
    train(() -> false);
    Message started = plugin("_hparams_/session_start_info", "session_start_info");
    Message ended = plugin("_hparams_/session_end_info", "session_end_info");

    assertThat(EventFiles.field(started, "group_name")).isEqualTo("run");
    assertThat((List<?>) EventFiles.field(started, "hparams"))
        .anySatisfy(
            entry -> {
              assertThat(EventFiles.field((Message) entry, "key")).isEqualTo("train.learning-rate");
              Message value = (Message) EventFiles.field((Message) entry, "value");
              assertThat(EventFiles.field(value, "number_value")).isEqualTo(0.02);
            });
    assertThat(EventFiles.field(ended, "status").toString()).isEqualTo("STATUS_SUCCESS");
  }

  private Message plugin(String tag, String field) {
    Message value = EventFiles.values(log().resolve("run"), tag).get(0);
    Message data =
        (Message) EventFiles.field((Message) EventFiles.field(value, "metadata"), "plugin_data");
    assertThat(EventFiles.field(data, "plugin_name")).isEqualTo("hparams");
    byte[] content = ((ByteString) EventFiles.field(data, "content")).toByteArray();
    return (Message)
        EventFiles.field(
            EventFiles.message("tensorboard.hparams.HParamsPluginData", content), field);
  }

  @Test
  void figuresWithinEpochsAreOverUpdates() {
    train(() -> false, "train.curve-updates=4");
    Map<Long, Float> shown =
        EventFiles.scalars(log().resolve("run")).get("updates/validation/loss");

    assertThat(shown).hasSize(9).containsKeys(4L, 36L); // 12 updates an epoch.
  }

  @Test
  void confusionMatrixIsTheReportsPicture() throws IOException {
    Path run = train(() -> false);
    Message image =
        (Message)
            EventFiles.field(
                EventFiles.values(log().resolve("run"), "confusion/test").get(0), "image");

    assertThat(((ByteString) EventFiles.field(image, "encoded_image_string")).toByteArray())
        .isEqualTo(Files.readAllBytes(run.resolve("report/confusion.png")));
    assertThat((Integer) EventFiles.field(image, "width")).isGreaterThan(100);
  }

  @Test
  void projectorHasAPointAndALookOfEveryImage() throws IOException {
    train(() -> false);
    Path shown = log().resolve("run");

    assertThat(Files.readAllLines(shown.resolve("tensors.tsv"))).hasSize(60);
    assertThat(Files.readAllLines(shown.resolve("metadata.tsv"))).hasSize(61);
    assertThat(shown.resolve("projector_config.pbtxt"))
        .content()
        .contains("tensor_path: \"tensors.tsv\"", "single_image_dim: 32");
    assertThat(shown.resolve("sprite.png")).exists();
  }

  @Test
  void stoppedRunGoesOnInTheSameFolder() {
    AtomicInteger asked = new AtomicInteger();
    try {
      train(() -> asked.incrementAndGet() > 2, "train.epochs=6");
    } catch (Failure stopped) {
      assertThat(stopped.kind()).isEqualTo(Failure.Kind.INTERRUPTED);
    }
    int done = RunFolder.read(checkpoint().folder()).history().rows().size();
    assertThat(done).isBetween(1, 5);
    Path run =
        TrainFlow.resume(
                checkpoint(), checkpoint().settings(), SmallRun.context(folder, heard, () -> false))
            .folder();

    assertShows(run);
    assertThat(EventFiles.values(log().resolve("run"), "batch/loss")).hasSize(6);
  }

  @Test
  void runShownASecondTimeTakesThePlaceOfTheFirst() {
    train(() -> false, "train.epochs=2");
    Path shown = log().resolve("run");
    TrackFlow.run(
        checkpoint(),
        checkpoint().settings(),
        Difference.Response.REFUSE,
        SmallRun.context(folder, heard, () -> false));

    assertShows(checkpoint().folder());
    assertThat(EventFiles.values(shown, "batch/loss")).hasSize(4);
    assertThat(EventFiles.scalars(shown).get("batch/loss")).hasSize(2);
  }

  @Test
  void trialsAreFoldersOfTheirSearch() {
    SearchFlow.run(
        SmallRun.settings(
            folder,
            "checkpoint.name=s",
            "search.dimensions=[{setting: train.learning-rate, values: [\"0.1\", \"0.01\"],"
                + " distribution: choice}]",
            "search.method=grid",
            "track.tensorboard=" + log()),
        SmallRun.context(folder, heard, () -> false));

    for (String trial : List.of("trial-1", "trial-2")) {
      Path shown = log().resolve("s-search").resolve(trial);
      assertThat(EventFiles.scalars(shown)).containsKey("validation/accuracy");
      assertThat(EventFiles.values(shown, "_hparams_/session_start_info")).hasSize(1);
    }
  }

  @Test
  void whatAKilledRunLeftOfTheProjectorGoesWithTheNext() throws IOException {
    Path files = Files.createDirectories(log().resolve("run"));
    Path left = Files.writeString(files.resolve(".tensors.tsv.4199999-a1.tmp"), "1\t2");
    train(() -> false);
    assertThat(left).doesNotExist();
    assertThat(files.resolve("tensors.tsv")).exists();
  }
}
