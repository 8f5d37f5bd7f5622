package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.run.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout of images goes the whole way: trained on, evaluated on, predicted. */
class LayoutsFlowTest {
  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void drawImages() throws IOException {
    photos = folder.resolve("photos");
    List<String> rows = new ArrayList<>(List.of("path\tlabel\tsplit"));
    for (String part : List.of("train", "val", "test")) {
      for (int i = 0; i < (part.equals("train") ? 10 : 4); i++) {
        for (String label : List.of("dark", "light")) {
          String path = "%s/%s/some/%d.png".formatted(part, label, i);
          int dark = 0x101010 * (i % 5);
          TwoClasses.image(photos.resolve(path), label.equals("dark") ? dark : 0xffffff - i);
          rows.add("photos/%s\t%s\t%s".formatted(path, label, part));
        }
      }
    }
    Files.write(folder.resolve("list.tsv"), rows);
    Files.writeString(
        folder.resolve("list.jsonl"),
        String.join(
            "\n",
            rows.stream()
                .skip(1)
                .map(row -> row.split("\t", -1))
                .map("{\"path\": \"%s\", \"label\": \"%s\", \"split\": \"%s\"}"::formatted)
                .toList()));
    Files.writeString(folder.resolve("list.csv"), String.join("\r\n", rows).replace('\t', ','));
    pack();
  }

  private void pack() throws IOException {
    try (Stream<Path> found = Files.walk(photos);
        ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("a.zip")));
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("a.tar")))) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
        tar.putArchiveEntry(new TarArchiveEntry(file.toFile(), name));
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    }
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.tar.gz")))) {
      Files.copy(folder.resolve("a.tar"), gzip);
    }
  }

  private Settings settings(String path, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("checkpoint.directory=\"" + folder.resolve("checkpoints") + "\"");
    return SettingsReader.parse(
        """
        data: {source: folder, path: "%s", image-size: 8}
        features: {backbone: pixels}
        model: {hidden: []}
        train: {epochs: 30, batch-size: 4, learning-rate: 0.1}
        checkpoint: {name: run}
        """
            .formatted(folder.resolve(path)),
        "layouts",
        all);
  }

  private Checkpoint checkpoint(String name) {
    return new Checkpoints(folder.resolve("checkpoints")).find(name);
  }

  private String predicted(Path image) {
    return PredictFlow.run(
            PredictFlow.Question.of(checkpoint("run"), List.of(), List.of(image)),
            SmallRun.context(folder))
        .get(0)
        .prediction()
        .label();
  }

  @ParameterizedTest
  @CsvSource({
    "photos, false",
    "list.csv, false",
    "list.tsv, false",
    "list.jsonl, false",
    "a.zip, true",
    "a.tar, true",
    "a.tar.gz, true"
  })
  void everyLayoutTrainsEvaluatesAndPredictsAlike(String path, boolean packed) throws IOException {
    Context context = SmallRun.context(folder);
    Manifest manifest = TrainFlow.train(settings(path), context).manifest();
    assertThat(manifest.classes()).containsExactly("dark", "light");
    assertThat(manifest.figures().get("train").count()).isEqualTo(20);
    assertThat(manifest.figures().get("validation").count()).isEqualTo(8);
    assertThat(manifest.figures().get("validation").accuracy()).isEqualTo(1);
    assertThat(manifest.data().notes().isEmpty()).isNotEqualTo(packed);
    EvaluateFlow.EvaluatedCheckpoint evaluated =
        EvaluateFlow.run(
            Optional.of("run"), new Checkpoints(folder.resolve("checkpoints")), List.of(), context);
    assertThat(evaluated.set()).isEqualTo("test");
    assertThat(evaluated.evaluation().accuracy()).isEqualTo(1);
    assertThat(predicted(photos.resolve("test/dark/some/1.png"))).isEqualTo("dark");
    assertThat(predicted(photos.resolve("test/light/some/1.png"))).isEqualTo("light");
    byte[] weights = Files.readAllBytes(checkpoint("run").folder().resolve("weights.safetensors"));
    TrainFlow.train(settings("photos", "checkpoint.name=again"), context);
    assertThat(Files.readAllBytes(checkpoint("again").folder().resolve("weights.safetensors")))
        .as("the same images in another layout give the same weights")
        .isEqualTo(weights);
  }

  @Test
  void anOrderOfClassesIsKeptInTheCheckpoint() throws IOException {
    Files.writeString(photos.resolve("classes.txt"), "light\ndark\n");
    Manifest manifest = TrainFlow.train(settings("photos"), SmallRun.context(folder)).manifest();
    assertThat(manifest.classes()).containsExactly("light", "dark");
    Files.delete(photos.resolve("classes.txt"));
    assertThat(predicted(photos.resolve("test/light/some/1.png"))).isEqualTo("light");
  }

  @Test
  void weightsSayHowMuchAnImageCounts() throws IOException {
    List<String> rows = Files.readAllLines(folder.resolve("list.csv"));
    List<String> weighted = new ArrayList<>(List.of(rows.get(0) + ",weight"));
    rows.stream().skip(1).forEach(row -> weighted.add(row + ",1"));
    // The same images under the wrong label, which would undo all learning, and count nothing.
    for (String row : rows.subList(1, 21)) {
      String[] fields = row.split(",", -1);
      Path wrong = folder.resolve("wrong-" + fields[0].replace('/', '-'));
      Files.copy(folder.resolve(fields[0]), wrong);
      String label = fields[1].equals("dark") ? "light" : "dark";
      weighted.add("%s,%s,train,0".formatted(wrong.getFileName(), label));
    }
    Files.write(folder.resolve("weighted.csv"), weighted);
    Manifest manifest =
        TrainFlow.train(settings("weighted.csv", "train.batch-size=40"), SmallRun.context(folder))
            .manifest();
    assertThat(manifest.figures().get("test").accuracy()).isEqualTo(1);
    // Every second batch counts nothing at all.
    Settings single =
        settings("weighted.csv", "train.batch-size=1", "checkpoint.name=single", "train.epochs=3");
    assertThat(
            TrainFlow.train(single, SmallRun.context(folder))
                .manifest()
                .figures()
                .get("test")
                .accuracy())
        .isEqualTo(1);
  }

  @Test
  void whoEvaluatesOnTrainingImagesIsTold() {
    HeardLines heard = new HeardLines();
    Context context = SmallRun.context(folder, heard, () -> false);
    Checkpoints all = new Checkpoints(folder.resolve("checkpoints"));
    TrainFlow.train(settings("photos"), context);
    EvaluateFlow.run(Optional.of("run"), all, List.of(), context);
    assertThat(heard.lines).noneMatch(line -> line.contains("trained or validated"));
    EvaluateFlow.run(Optional.of("run"), all, List.of("data.split.test=[\"0.2\"]"), context);
    assertThat(heard.lines)
        .anyMatch(line -> line.contains("4 of these 4 test images trained or validated run"));
  }

  @Test
  void imagesThatAllCountNothingAreRefused() throws IOException {
    List<String> weighted = new ArrayList<>();
    for (String row : Files.readAllLines(folder.resolve("list.csv"))) {
      weighted.add(row + (weighted.isEmpty() ? ",weight" : ",0"));
    }
    Files.write(folder.resolve("nothing.csv"), weighted);
    assertThatThrownBy(() -> TrainFlow.train(settings("nothing.csv"), SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("each of weight 0");
  }

  @Test
  void excludedImagesAreNotTrainedOnAndNothingIsExtractedAgain() throws IOException {
    Context context = SmallRun.context(folder);
    Manifest all = TrainFlow.train(settings("photos"), context).manifest();
    Manifest less =
        TrainFlow.train(
                settings(
                    "photos",
                    "checkpoint.name=less",
                    "data.exclude=[train/dark/some/1.png, val/light/some/0.png]"),
                context)
            .manifest();
    assertThat(less.figures().get("train").count()).isEqualTo(19);
    assertThat(less.figures().get("validation").count()).isEqualTo(7);
    assertThat(less.data().parts()).isEqualTo(all.data().parts());
  }
}
