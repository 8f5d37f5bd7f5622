package io.headstart.experiment;

import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.io.Folders;
import io.headstart.run.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Heads of folds, to be trained on other machines, each as its settings alone would be there. A
 * part returns the files of its checkpoint.
 */
final class SentFolds implements SentWork<SentFiles> {
  private static final long serialVersionUID = 1L;

  private static final List<String> FILES =
      List.of(
          RunFile.STATE,
          RunFile.HISTORY,
          RunFile.UPDATES,
          RunFile.WEIGHTS,
          RunFile.EVALUATION,
          RunFile.PREDICTIONS,
          RunFile.CALIBRATION,
          RunFile.CALIBRATION_FIGURES,
          RunFile.MANIFEST);

  private final ArrayList<String> settings;
  private final int threads;

  /**
   * Packs them.
   *
   * @param folds the settings of each, with the name of its checkpoint
   * @param precision in which their features were made
   * @param threads that the sender would use: large sums depend on their number
   */
  SentFolds(List<Settings> folds, Precision precision, int threads) {
    this.settings =
        new ArrayList<>(folds.stream().map(fold -> SentTrials.yaml(fold, precision)).toList());
    this.threads = threads;
  }

  @Override
  public String name() {
    return "the heads of folds";
  }

  @Override
  public int parts() {
    return settings.size();
  }

  @Override
  public Optional<FeatureSettings> backbones() {
    return Optional.of(parsed(0, List.of()).features());
  }

  @Override
  public SentFiles part(int part, Machine here) {
    // A second attempt at a part has a folder of its own.
    Path folder = here.context().home().resolve("folds").resolve(UUID.randomUUID().toString());
    try {
      Settings fold =
          parsed(
              part, List.of("device=" + here.device(), "checkpoint.directory=\"" + folder + "\""));
      Settings own = fold.withFeatures(here.weights().apply(fold.features()));
      Path written = TrainFlow.train(own, here.context().withThreads(threads)).folder();
      return SentFiles.of(written, FILES);
    } finally {
      delete(folder);
    }
  }

  private Settings parsed(int part, List<String> changes) {
    return SettingsReader.parse(settings.get(part), "the settings of a fold", changes);
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      return; // It is in nobody's way.
    }
  }
}
