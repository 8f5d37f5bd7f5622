package io.headstart.experiment;

import static io.headstart.experiment.SameHeads.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.TrainFlow.TrainedHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads of folds, trained beside each other on features that are read once. */
class FoldsFlowTest {
  @TempDir private Path folder;
  private Path network;
  private final HeardLines heard = new HeardLines();

  @BeforeEach
  void writeNetwork() throws IOException {
    network = TinyNetwork.write(folder.resolve("tiny.pt"));
  }

  /** 91 images in four folds: of 23, 23, 23 and 22, so that their last batches differ. */
  private Settings settings(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "device=cpu",
                "features={weights: \"" + network + "\", image-size: 32, standardize: true}",
                "data={source: synthetic, synthetic: {train: 91, test: 20}}",
                "data.split={folds: 4}",
                "model={hidden: [8], dropout: 0.3}",
                "train={epochs: 4, batch-size: 20}",
                "calibrate={outliers: 0.1}",
                "checkpoint={name: run, directory: \"" + folder.resolve("checkpoints") + "\"}"));
    all.addAll(List.of(more));
    return SettingsReader.parse("", SettingsReader.NO_FILE, all);
  }

  private Context context(BooleanSupplier stop) throws IOException {
    return new Context(folder.resolve("home"), heard, stop)
        .withModules(TinyNetwork.allowed(network))
        .withThreads(3);
  }

  private Context context() throws IOException {
    return context(() -> false);
  }

  @Test
  void everyFoldEqualsWhatItsSettingsAloneGive() throws IOException {
    List<TrainedHead> heads = FoldsFlow.train(settings(), context());
    assertThat(heads).hasSize(4);
    for (int fold = 1; fold <= 4; fold++) {
      Settings alone = settings("data.split.fold=" + fold, "checkpoint.name=alone-" + fold);
      assertSame(heads.get(fold - 1), TrainFlow.train(alone, context()));
    }
  }

  @Test
  void everyImageIsValidatedOnOnceByAHeadThatDidNotSeeIt() throws IOException {
    List<TrainedHead> heads = FoldsFlow.train(settings(), context());
    assertThat(heads)
        .extracting(head -> head.manifest().name())
        .containsExactly("run-fold1", "run-fold2", "run-fold3", "run-fold4");
    int validated = 0;
    Set<String> weights = new HashSet<>();
    for (TrainedHead head : heads) {
      int held = head.manifest().figures().get("validation").count();
      assertThat(head.manifest().figures().get("train").count()).isEqualTo(91 - held);
      assertThat(head.manifest().figures().get("test").count()).isEqualTo(20);
      validated += held;
      weights.add(head.manifest().files().get("weights.safetensors"));
    }
    assertThat(validated).isEqualTo(91);
    assertThat(weights).as("each fold its own").hasSize(4);
  }

  @Test
  void imagesGoThroughTheBackboneOnceForAllFolds() throws IOException {
    List<TrainedHead> heads = FoldsFlow.train(settings(), context());
    assertThat(heads).extracting(TrainedHead::extracted).containsOnly(111L);
    assertThat(heard.lines).anyMatch(line -> line.startsWith("run-fold3: "));
  }

  @Test
  void foldsThatAreStoppedGoOnOneByOne() throws IOException {
    List<TrainedHead> whole = FoldsFlow.train(settings("checkpoint.name=whole"), context());
    BooleanSupplier afterTwoEpochs =
        () -> heard.lines.stream().anyMatch(line -> line.startsWith("run-fold1: epoch 2/"));
    assertThatThrownBy(() -> FoldsFlow.train(settings(), context(afterTwoEpochs)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("stopped");
    Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    var begun = checkpoints.find("run-fold1");
    assertSame(TrainFlow.resume(begun, begun.settings(List.of()), context()), whole.get(0));
  }

  @Test
  void aNameThatIsTakenEndsTheFoldsBeforeTheirBegin() throws IOException {
    TrainFlow.train(settings("checkpoint.name=run-fold2", "data.split.fold=1"), context());
    assertThatThrownBy(() -> FoldsFlow.train(settings(), context()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("run-fold2");
    assertThat(folder.resolve("checkpoints/run-fold1")).doesNotExist();
  }

  @Test
  void aLargeHeadKeepsAllCoresAndItsBytes() throws IOException {
    String[] large = {"model.hidden=[3000]", "train={epochs: 1, batch-size: 400}", "calibrate={}"};
    Settings folds = settings(large);
    List<TrainedHead> heads = FoldsFlow.train(folds, context());
    Settings alone = settings(large).withCheckpoint(folds.checkpoint().withName("alone"));
    alone = alone.withData(alone.data().withSplit(alone.data().split().withFold(2)));
    assertSame(heads.get(1), TrainFlow.train(alone, context()));
  }
}
