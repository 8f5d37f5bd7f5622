package io.headstart.run;

import io.headstart.Failure;
import io.headstart.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a run, read together.
 *
 * @param path the folder, for example {@code checkpoints/model_1}
 * @param manifest {@code manifest.json}, the one file that must be there
 * @param history {@code history.csv} and {@code updates.csv}; empty where they are missing
 * @param confusion {@code evaluation.json}, if an evaluation was kept
 * @param predictions {@code predictions.csv}, if an evaluation was kept
 * @param calibration {@code calibration.json}, if the head was calibrated
 * @param config {@code config.yaml}, the effective configuration, as text
 * @param modified files that are not as the manifest says, and were let pass
 */
public record RunFolder(
    Path path,
    Manifest manifest,
    History history,
    Optional<SetConfusion> confusion,
    Optional<ImagePredictions> predictions,
    Optional<SetCalibration> calibration,
    Optional<String> config,
    List<Difference> modified) {

  /**
   * Reads a run's folder; files that are not as its manifest says are refused.
   *
   * @throws Failure if the folder or its manifest is missing, or a file is damaged or changed
   */
  public static RunFolder read(Path folder) {
    return read(folder, Difference.Response.REFUSE);
  }

  /**
   * Reads a run's folder.
   *
   * @param modified what to do where a file is not as the manifest says
   * @throws Failure if the folder or its manifest is missing, or a file is damaged
   */
  public static RunFolder read(Path folder, Difference.Response modified) {
    Path manifest = folder.resolve(RunFile.MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      throw Failure.missing("%s is not a run's folder", folder)
          .received(Files.isDirectory(folder) ? "a folder without manifest.json" : "no such folder")
          .accepted("a folder the trainer wrote, such as checkpoints/model_1")
          .next("check the name against the list of checkpoints")
          .build();
    }
    Manifest read = Manifest.read(manifest);
    List<Difference> changed =
        Difference.all(folder, read).stream()
            .filter(difference -> read.finished() && difference.actual().isPresent())
            .toList();
    changed.forEach(modified::to);
    return new RunFolder(
        folder,
        read,
        history(folder, read),
        optional(folder, RunFile.EVALUATION)
            .map(file -> SetConfusion.read(file, read.classes().size())),
        optional(folder, RunFile.PREDICTIONS)
            .map(file -> ImagePredictions.read(file, read.classes().size())),
        optional(folder, RunFile.CALIBRATION_FIGURES).map(SetCalibration::read),
        optional(folder, RunFile.CONFIG).map(RunFile::text),
        changed);
  }

  /**
   * Reads the history alone, whatever the manifest says of it.
   *
   * @throws Failure when a file is damaged, or a line of it half written
   */
  public static History history(Path folder) {
    return new History(rows(folder, RunFile.HISTORY), rows(folder, RunFile.UPDATES));
  }

  /** Returns the history that the manifest speaks of: a run that goes on has rows behind it. */
  private static History history(Path folder, Manifest manifest) {
    History all = history(folder);
    if (!manifest.finished()) {
      return all;
    }
    if (!all.rows().isEmpty() && all.rows().size() < manifest.epochs()) {
      throw RunFile.damaged(
          folder.resolve(RunFile.HISTORY),
          all.rows().size() + " epochs",
          manifest.epochs() + ", as in " + RunFile.MANIFEST);
    }
    return all.upTo(manifest.epochs());
  }

  /**
   * Returns the epoch after which the weights of a finished run are those it keeps. Version 0.1.0
   * did not write it down; it then follows from the settings, and is empty where those cannot be
   * read.
   */
  public Optional<Integer> keptEpoch() {
    if (!manifest.finished()) {
      return Optional.empty();
    }
    return manifest
        .keptEpoch()
        .or(
            () ->
                config
                    .flatMap(this::stopsEarly)
                    .map(
                        early ->
                            Manifest.keptEpoch(early, manifest.bestEpoch(), manifest.epochs())));
  }

  private Optional<Boolean> stopsEarly(String yaml) {
    try {
      return Optional.of(
          SettingsReader.parse(yaml, path.resolve(RunFile.CONFIG).toString(), List.of())
              .train()
              .earlyStopping()
              .isPresent());
    } catch (Failure unreadable) {
      return Optional.empty();
    }
  }

  private static List<History.Row> rows(Path folder, String name) {
    return optional(folder, name)
        .map(file -> History.rows(file, RunFile.text(file)))
        .orElse(List.of());
  }

  private static Optional<Path> optional(Path folder, String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }
}
