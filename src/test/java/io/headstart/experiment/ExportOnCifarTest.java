package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Assets;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.ExportFlow.Exported;
import io.headstart.experiment.ExportFlow.Request;
import io.headstart.export.ExportFormat;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real network and real images, as files. */
class ExportOnCifarTest {
  private static final int RECORD = 3073;

  @TempDir private Path folder;

  @Test
  void theRealNetworkAnswersElsewhereAsHere() throws Exception {
    Path model = Assets.require("resnet18_embedding/resnet18_embedding.pt");
    Path cifar = Files.createDirectories(folder.resolve("cifar"));
    copy("data_batch_1.bin", cifar, 200);
    copy("test_batch.bin", cifar, 60);
    Path run =
        SmallRun.train(
            folder,
            "device=cpu",
            "data={source: cifar10, path: \"" + cifar + "\"}",
            "data.split={train: [train], validation: 0, test: [test]}",
            "features={weights: \"" + model + "\", image-size: 64, precision: bfloat16}",
            "features.layers=[layer2, layer4]",
            "augment.views=[[], [horizontal-flip]]");
    Checkpoint checkpoint = new Checkpoints(run.getParent()).find(run.getFileName().toString());
    HeardLines heard = new HeardLines();
    for (ExportFormat format : List.of(ExportFormat.DJL_SERVING, ExportFormat.ONNX)) {
      Exported exported =
          ExportFlow.run(
              checkpoint,
              List.of(),
              new Request(
                  format,
                  Optional.of(folder.resolve("out-" + format)),
                  Optional.empty(),
                  true,
                  false),
              SmallRun.context(folder, heard, () -> false));
      assertThat(exported.trained()).isEqualTo("bfloat16");
      assertThat(exported.parity().orElseThrow().images()).isEqualTo(64);
      assertThat(exported.parity().orElseThrow().labelsEqual()).isEqualTo(64);
      assertThat(exported.parity().orElseThrow().greatestDifference()).isLessThan(1e-4);
      // Eight bits of mantissa move few labels, and float32 none.
      assertThat(exported.others()).isLessThan(20);
    }
    assertThat(heard.lines).noneMatch(line -> line.contains("not at hand"));
  }

  private static void copy(String name, Path to, int images) throws Exception {
    try (InputStream in =
        Files.newInputStream(Assets.require("cifar-10-batches-bin").resolve(name))) {
      Files.write(to.resolve(name), in.readNBytes(images * RECORD));
    }
  }
}
