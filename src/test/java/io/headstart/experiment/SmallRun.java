package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A run of seconds on drawn images and raw pixels, in a folder of its own. */
public final class SmallRun {
  static final String YAML =
      """
      data: {source: synthetic, synthetic: {train: 300, test: 60}, split: {validation: 0.2}}
      features: {backbone: pixels, standardize: true}
      model: {hidden: [8]}
      train: {epochs: 3, batch-size: 20, learning-rate: 0.02}
      """;

  private SmallRun() {}

  /** Trains it as a checkpoint named run, and returns that one's folder. */
  public static Path train(Path folder, String... overrides) {
    List<String> all = new ArrayList<>(List.of("checkpoint.name=run"));
    all.addAll(List.of(overrides));
    return TrainFlow.train(settings(folder, all.toArray(String[]::new)), context(folder)).folder();
  }

  /** Returns its settings; checkpoints lie below the folder. */
  public static Settings settings(Path folder, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("checkpoint.directory=\"" + folder.resolve("checkpoints") + "\"");
    return SettingsReader.parse(YAML, "small", all);
  }

  /** Returns a context with its caches below the folder. */
  public static Context context(Path folder) {
    return context(folder, Progress.NONE, () -> false);
  }

  /** Returns one that says what it does, and can be stopped. */
  public static Context context(Path folder, Progress progress, BooleanSupplier stop) {
    return new Context(folder.resolve("home"), progress, stop);
  }
}
