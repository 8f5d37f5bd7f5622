package io.headstart.experiment;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.run.SetCalibration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Heads of folds that a cluster trains. This machine has the features made, and writes the
 * checkpoints as they come, in the order of the folds.
 */
final class RemoteFolds {
  private final List<Settings> folds;
  private final List<CheckpointWriter> writers;
  private final Context context;
  private final List<Extracted> extracted = new ArrayList<>();

  /** What this machine knows of the features of a fold. */
  private record Extracted(
      Dataset images,
      Map<String, String> backbone,
      Precision precision,
      long made,
      double imagesPerSecond) {}

  RemoteFolds(List<Settings> folds, List<CheckpointWriter> writers, Context context) {
    this.folds = folds;
    this.writers = writers;
    this.context = context;
  }

  /**
   * Returns whether other machines can train: they see the features, and no tracker waits for
   * figures of each epoch.
   */
  static boolean areWanted(Settings settings, Context context) {
    return context.cluster().isPresent()
        && settings.store().path().isPresent()
        && !settings.features().isPixels()
        && !settings.track().isOn();
  }

  List<TrainFlow.TrainedHead> train() {
    try (Inputs images = Inputs.open(folds.get(0), context)) {
      folds.forEach(fold -> extracted.add(extract(fold, images.cut(fold))));
    }
    List<Settings> named = new ArrayList<>();
    for (int k = 0; k < folds.size(); k++) {
      named.add(
          folds
              .get(k)
              .withCheckpoint(
                  folds.get(k).checkpoint().withName(writers.get(k).checkpoint().name())));
    }
    SentFolds work = new SentFolds(named, extracted.get(0).precision(), context.threads());
    List<TrainFlow.TrainedHead> heads = new ArrayList<>();
    context
        .cluster()
        .orElseThrow()
        .share(
            work, folds.get(0).device(), context, files -> heads.add(written(heads.size(), files)));
    return heads;
  }

  /** Checks what can be known before any work is done, and has the features made. */
  private static Extracted extract(Settings fold, Inputs inputs) {
    TrainFlow.check(fold, inputs);
    inputs.extractAll();
    return new Extracted(
        inputs.dataset(),
        inputs.backbone(),
        inputs.precision(),
        inputs.extractor().extracted(),
        inputs.extractor().imagesPerSecond());
  }

  /** Writes a checkpoint whose head was trained elsewhere. */
  private TrainFlow.TrainedHead written(int fold, SentFiles files) {
    CheckpointWriter writer = writers.get(fold);
    Checkpoint checkpoint = writer.checkpoint();
    Extracted features = extracted.get(fold);
    // Where the weights lie is another place on every machine.
    Manifest manifest =
        Manifest.parse(checkpoint.folder().resolve(RunFile.MANIFEST), files.manifest())
            .withBackbone(features.backbone());
    writer.adopt(folds.get(fold), manifest, files.others());
    RunReport.write(
        checkpoint.folder(),
        Difference.Response.REFUSE,
        Optional.of(RunImages.of(features.images())));
    Path figures = checkpoint.folder().resolve(RunFile.CALIBRATION_FIGURES);
    return new TrainFlow.TrainedHead(
        checkpoint.finishedManifest(),
        checkpoint.folder(),
        features.made(),
        features.imagesPerSecond(),
        Files.exists(figures) ? Optional.of(SetCalibration.read(figures)) : Optional.empty());
  }
}
