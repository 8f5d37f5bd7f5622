package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.tracking.MlflowStub;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are sent after they were trained. */
@Timeout(240)
class TrackCommandTest {
  @TempDir private Path folder;

  @Test
  void aServerThatIsDownIsNamedAndOneThatIsUpGetsTheRun() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String server = "--set=track.mlflow.uri=http://127.0.0.1:" + port;
    CommandRun trained = CommandRun.train(folder, "one", server);
    assertThat(trained.code()).as(trained.text()).isZero();
    assertThat(trained.text()).contains("the MLflow server has not got all of one");

    CommandRun down = CommandRun.of(folder, "track", "one", "--quiet");
    assertThat(down.code()).isEqualTo(1);
    assertThat(down.text()).contains("not got all of one", "received: http://127.0.0.1:" + port);
    try (MlflowStub stub = new MlflowStub(port)) {
      CommandRun up = CommandRun.of(folder, "track", "one", "--quiet");
      assertThat(up.code()).as(up.text()).isZero();
      assertThat(up.text()).isEqualTo("one is shown by http://127.0.0.1:" + port + ", headstart\n");
      assertThat(stub.complaints).isEmpty();
      assertThat(stub.run("one").status).isEqualTo("FINISHED");
      assertThat(stub.run("one").metrics.get("learning-rate")).hasSize(3);
      assertThat(stub.run("one").artifacts).containsKey("weights.safetensors");
    }
  }

  @Test
  void theProjectorGetsThePhotographsOfAFolder() throws Exception {
    for (String label : List.of("light", "dark")) {
      for (int i = 0; i < 10; i++) {
        draw(folder.resolve("images").resolve(label).resolve(i + ".png"), label.equals("light"), i);
      }
    }
    CommandRun trained =
        CommandRun.train(
            folder,
            "one",
            "--set=data={source: folder, path: images, image-size: 8, split: {test: \"0.5\","
                + " validation: 0}}");
    assertThat(trained.code()).as(trained.text()).isZero();
    CommandRun tracked = CommandRun.of(folder, "track", "one", "--set=track.tensorboard=shown");
    assertThat(tracked.code()).as(tracked.text()).isZero();

    Path shown = folder.resolve("shown/one");
    assertThat(Files.readAllLines(shown.resolve("tensors.tsv"))).hasSize(10);
    assertThat(Files.readAllLines(shown.resolve("metadata.tsv"))).hasSize(11);
    BufferedImage sprite = ImageIO.read(shown.resolve("sprite.png").toFile());
    assertThat(sprite.getRGB(16, 16)).isNotEqualTo(0xff000000);

    // Without its images a run is sent nevertheless.
    Files.move(folder.resolve("images"), folder.resolve("elsewhere"));
    CommandRun bare = CommandRun.of(folder, "track", "one", "--set=track.tensorboard=bare");
    assertThat(bare.code()).as(bare.text()).isZero();
    assertThat(bare.text()).contains("no images for the projector");
    assertThat(folder.resolve("bare/one/tensors.tsv")).doesNotExist();
  }

  private static void draw(Path file, boolean light, int place) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, light ? 0xd0d0d0 : 0x404040);
    }
    image.setRGB(place % 8, place / 8, 0xff8000);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void aRunThatNamesNoTrackerAndOneThatIsNotThereEndInFourParts() throws Exception {
    CommandRun.train(folder, "one");
    CommandRun none = CommandRun.of(folder, "track", "one", "--quiet");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.text()).contains("no tracker is named for one", "accepted:", "next:");
    CommandRun missing = CommandRun.of(folder, "track", "two", "--quiet");
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.text()).contains("received: two", "one");
  }
}
