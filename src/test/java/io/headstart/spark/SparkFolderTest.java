package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.Context;
import io.headstart.experiment.EvaluateFlow;
import io.headstart.experiment.HealthFlow;
import io.headstart.experiment.PredictFlow;
import io.headstart.experiment.SmallRun;
import io.headstart.experiment.TrainFlow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A folder by its path and one process, against its address of Hadoop and Spark. */
class SparkFolderTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path folder;
  private Path photos;
  private Path network;

  @BeforeEach
  void writeImages() throws IOException {
    network = TinyNetwork.write(folder.resolve("tiny.pt"));
    photos = folder.resolve("my photos");
    for (int i = 0; i < 24; i++) {
      Path place =
          Files.createDirectories(photos.resolve("train/" + (i % 2 == 0 ? "dark" : "light")));
      RandomStream noise = RandomStream.of(i, "test");
      BufferedImage image = new BufferedImage(20, 16 + i, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < 20; x++) {
          image.setRGB(x, y, 0x010101 * (noise.nextInt(100) + i % 2 * 150));
        }
      }
      ImageIO.write(image, "png", place.resolve(i + ".png").toFile());
    }
    Files.copy(photos.resolve("train/dark/0.png"), photos.resolve("train/dark/copy.png"));
    Files.writeString(photos.resolve("train/light/broken.png"), "no image");
  }

  private String address() {
    return SharedFileSystem.SCHEME + "://" + photos;
  }

  private Settings settings(String name, String place) {
    return SettingsReader.parse(
        "",
        SettingsReader.NO_FILE,
        List.of(
            "device=cpu",
            "data={source: folder, image-size: 32, max-broken: 1}",
            "data.path=\"" + place + "\"",
            "data.split={validation: 0.25, test: [\"0.2\"]}",
            "features={weights: \"" + network + "\", precision: float32, image-size: 32}",
            "model.hidden=[8]",
            "train={epochs: 3, batch-size: 8}",
            "checkpoint.name=run",
            "checkpoint.directory=\"" + folder.resolve(name) + "\""));
  }

  private Context alone(String home) {
    try {
      return SmallRun.context(folder.resolve(home)).withModules(TinyNetwork.allowed(network));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Context several(String home) {
    return SPARK.context(alone(home));
  }

  private Checkpoint run(String name) {
    return new Checkpoints(folder.resolve(name)).find("run");
  }

  @Test
  void trainEvaluateAndHealthAtAnAddressAreThoseOfTheFolder() {
    TrainFlow.train(settings("one", photos.toString()), alone("a"));
    TrainFlow.train(settings("several", address()), several("b"));
    assertThat(folder.resolve("several/run/weights.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("one/run/weights.safetensors"));
    assertThat(folder.resolve("several/run/config.yaml")).content().contains(address());
    assertThat(run("several").finishedManifest().data())
        .isEqualTo(run("one").finishedManifest().data());
    assertThat(
            EvaluateFlow.run(Optional.of("run"), checkpoints("several"), List.of(), several("b"))
                .evaluation()
                .accuracy())
        .isEqualTo(
            EvaluateFlow.run(Optional.of("run"), checkpoints("one"), List.of(), alone("a"))
                .evaluation()
                .accuracy());
    List<Object> findings = new ArrayList<>();
    findings.add(findings(settings("one", photos.toString()), alone("a")));
    findings.add(findings(settings("several", address()), several("b")));
    assertThat(findings.get(1)).isEqualTo(findings.get(0));
    assertThat(findings.get(0).toString()).contains("copy.png").contains("broken.png");
  }

  private Checkpoints checkpoints(String name) {
    return new Checkpoints(folder.resolve(name));
  }

  private static String findings(Settings settings, Context context) {
    try {
      return Files.readString(HealthFlow.run(settings, context).files().findings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void answersOfTheClusterAreThoseOfOneProcessInOrder() throws IOException {
    TrainFlow.train(settings("one", photos.toString()), alone("a"));
    List<String> here = streamed(photos.toString(), alone("a"));
    assertThat(streamed(photos.toString(), several("b"))).isEqualTo(here).hasSize(26);
    assertThat(here).filteredOn(line -> line.contains("broken.png: Optional.empty")).hasSize(1);
    List<String> there = streamed(address(), several("b"));
    assertThat(there.stream().map(line -> line.replace(address(), photos.toString())))
        .isEqualTo(here);
    assertThat(named(photos.toString(), several("b")))
        .isEqualTo(named(photos.toString(), alone("a")));
    assertThatThrownBy(() -> streamed(address() + "/nothing", several("b")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("there is no image to classify at " + address() + "/nothing");
    Files.createDirectories(photos.resolve("empty"));
    assertThatThrownBy(() -> streamed(address() + "/empty", several("b")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("there is no image to classify");
    PredictFlow.Question neighbours =
        new PredictFlow.Question(run("one"), List.of(), List.of(address()), 1, 3);
    assertThatThrownBy(() -> PredictFlow.run(neighbours, several("b")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a cluster looks for no nearest training images");
  }

  private List<String> streamed(String place, Context context) {
    List<String> lines = new ArrayList<>();
    PredictFlow.stream(
        new PredictFlow.Question(run("one"), List.of(), List.of(place), 1, 0),
        context,
        answer ->
            lines.add(
                answer.input().name()
                    + ": "
                    + answer.value().map(value -> value.prediction().fields(1))
                    + answer.problem()));
    return lines;
  }

  private List<PredictFlow.FilePrediction> named(String place, Context context) {
    // There are two classes: none is left out.
    return PredictFlow.run(
        new PredictFlow.Question(run("one"), List.of(), List.of(place), 2, 0), context);
  }
}
