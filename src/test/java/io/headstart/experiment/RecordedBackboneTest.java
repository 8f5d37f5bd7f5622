package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.ForeignModules;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the manifest of a run says of its backbone. */
class RecordedBackboneTest {
  @TempDir private Path folder;
  private List<String> allowed = List.of();

  private JsonObject recorded(String... settings) throws IOException {
    TrainFlow.TrainedHead outcome =
        TrainFlow.train(
            SmallRun.settings(folder, settings),
            SmallRun.context(folder).withModules(new ForeignModules(allowed)));
    return JsonParser.parseString(Files.readString(outcome.folder().resolve("manifest.json")))
        .getAsJsonObject()
        .getAsJsonObject("backbone");
  }

  @Test
  void pixelsAreNoNetwork() throws IOException {
    assertThat(recorded())
        .isEqualTo(
            JsonParser.parseString(
                """
                {"family": "pixels", "name": "pixels", "hash": "pixels", "weights": "none",
                 "precision": "float32", "scaling": "UNIT"}
                """));
  }

  @Test
  void aModuleThatIsNoResNet18IsNotCalledOne() throws IOException {
    Path file = TinyNetwork.write(folder.resolve("tiny.pt"));
    allowed = List.of(Sha256.of(file));
    JsonObject recorded =
        recorded(
            "features.backbone=resnet18",
            "features.image-size=48",
            "features.weights=\"" + file + "\"");
    assertThat(recorded)
        .isEqualTo(
            JsonParser.parseString(
                """
                {"family": "torchscript", "name": "tiny", "hash": "%s", "weights": "%s",
                 "image-size": "48", "layers": "output", "precision": "float32", "extraction": "2",
                 "preprocessing": "bilinear 48, half-pixel centers; ImageNet mean and std"}
                """
                    .formatted(Sha256.of(file), file)));
  }

  @Test
  void aResNet18SaysHowItWasRun() throws IOException {
    JsonObject recorded =
        recorded(
            "features.backbone=resnet18",
            "features.image-size=32",
            "features.precision=bfloat16",
            "features.layers=[layer3, layer4]",
            "features.weights=random");
    recorded.remove("hash");
    assertThat(recorded.remove("precision-reason").getAsString())
        .matches("asked for; mean cosine with float32 features (1\\.0|0\\.99)\\d*");
    assertThat(recorded)
        .isEqualTo(
            JsonParser.parseString(
                """
                {"family": "resnet", "name": "resnet18", "weights": "random", "image-size": "32",
                 "layers": "layer3, layer4", "precision": "bfloat16", "extraction": "2",
                 "preprocessing": "bilinear 32, half-pixel centers; ImageNet mean and std"}
                """));
  }
}
