package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that an earlier run met as broken, when their features come out of the store. */
class KeptBrokenImagesTest {
  @TempDir private Path folder;
  private Path network;
  private final HeardLines heard = new HeardLines();

  @BeforeEach
  void drawImages() throws IOException {
    network = TinyNetwork.write(folder.resolve("tiny.pt"));
    for (int i = 0; i < 10; i++) {
      TwoClasses.image(folder.resolve("photos/dark/" + i + ".png"), 0x010101 * i);
      TwoClasses.image(folder.resolve("photos/light/" + i + ".png"), 0xffffff - i);
    }
    Files.writeString(folder.resolve("photos/dark/bad.png"), "no image");
    Files.writeString(folder.resolve("photos/light/worse.jpg"), "none either");
  }

  private int train(String name, int accepted) throws IOException {
    Settings settings =
        SettingsReader.parse(
            """
            device: cpu
            data: {source: folder, path: "%s", max-broken: %d}
            features: {weights: "%s", image-size: 32}
            model: {hidden: []}
            train: {epochs: 2, batch-size: 4}
            checkpoint: {name: %s, directory: "%s"}
            """
                .formatted(
                    folder.resolve("photos"),
                    accepted,
                    network,
                    name,
                    folder.resolve("checkpoints")),
            "broken",
            List.of());
    Context context =
        new Context(folder.resolve("home"), heard, () -> false)
            .withModules(TinyNetwork.allowed(network));
    heard.lines.clear();
    return TrainFlow.train(settings, context).manifest().figures().get("train").count();
  }

  private List<String> skipped() {
    return heard.lines.stream().filter(line -> line.startsWith("skipped a broken image")).toList();
  }

  @Test
  void theyAreNamedAgainAndCountedAgainstWhatIsAccepted() throws IOException {
    int images = train("first", 2);
    List<String> named = skipped();
    assertThat(named).hasSize(2).anyMatch(line -> line.contains("dark/bad.png"));
    assertThat(train("second", 2)).isEqualTo(images);
    assertThat(skipped()).isEqualTo(named);
    assertThatThrownBy(() -> train("third", 1))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("too many broken images");
  }
}
