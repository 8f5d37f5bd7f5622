package io.headstart.report;

import io.headstart.Failure;
import io.headstart.metrics.ConfusionMatrix;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The files of a run, read for reports.
 *
 * @param path the folder, for example {@code checkpoints/model_1}
 * @param manifest {@code manifest.json}, the one file that must be there
 * @param history {@code history.csv}, one element an epoch; empty before the first
 * @param updates {@code updates.csv}, rows within epochs; empty if none were kept
 * @param confusion {@code evaluation.json}, if an evaluation was kept
 * @param config {@code config.yaml}, the effective configuration, as text
 */
public record RunFolder(
    Path path,
    Manifest manifest,
    List<Epoch> history,
    List<Epoch> updates,
    Optional<Confusion> confusion,
    Optional<String> config) {

  /**
   * One row of the history, after an epoch or within one. Losses are mean cross-entropies in nats,
   * costs add the penalty, accuracies are fractions; what was not evaluated is empty.
   *
   * @param epoch number of the epoch, from 1
   * @param updates optimizer steps by its end
   * @param learningRate rate by its end
   * @param batchLoss running mean over the epoch's batches
   * @param batchCost running mean over the epoch's batches
   */
  public record Epoch(
      long epoch,
      long updates,
      OptionalDouble learningRate,
      OptionalDouble batchLoss,
      OptionalDouble batchCost,
      OptionalDouble trainLoss,
      OptionalDouble trainCost,
      OptionalDouble trainAccuracy,
      OptionalDouble validationLoss,
      OptionalDouble validationCost,
      OptionalDouble validationAccuracy,
      OptionalDouble testLoss,
      OptionalDouble testAccuracy) {}

  /** The confusion matrix of a set. */
  public record Confusion(String set, ConfusionMatrix matrix) {}

  private static final List<String> HISTORY_COLUMNS =
      List.of(
          "epoch",
          "updates",
          "learning-rate",
          "batch-loss",
          "batch-cost",
          "train-loss",
          "train-cost",
          "train-accuracy",
          "validation-loss",
          "validation-cost",
          "validation-accuracy",
          "test-loss",
          "test-accuracy");

  /**
   * Reads a run's folder.
   *
   * @throws Failure if the folder or its manifest is missing, or a file is damaged
   */
  public static RunFolder read(Path folder) {
    Path manifest = folder.resolve("manifest.json");
    if (!Files.isRegularFile(manifest)) {
      throw Failure.missing("%s is not a run's folder", folder)
          .received(Files.isDirectory(folder) ? "a folder without manifest.json" : "no such folder")
          .accepted("a folder the trainer wrote, such as checkpoints/model_1")
          .next("check the name against the list of checkpoints")
          .build();
    }
    Manifest read = Manifest.read(manifest);
    return new RunFolder(
        folder,
        read,
        optional(folder, "history.csv").map(RunFolder::history).orElse(List.of()),
        optional(folder, "updates.csv").map(RunFolder::history).orElse(List.of()),
        optional(folder, "evaluation.json").map(file -> confusion(file, read)),
        optional(folder, "config.yaml").map(RunFolder::text));
  }

  private static Optional<Path> optional(Path folder, String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }

  private static List<Epoch> history(Path file) {
    CsvTable table = CsvTable.read(file, HISTORY_COLUMNS);
    List<Epoch> epochs = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      epochs.add(
          new Epoch(
              table.count(row, "epoch"),
              table.count(row, "updates"),
              table.number(row, "learning-rate"),
              table.number(row, "batch-loss"),
              table.number(row, "batch-cost"),
              table.number(row, "train-loss"),
              table.number(row, "train-cost"),
              table.number(row, "train-accuracy"),
              table.number(row, "validation-loss"),
              table.number(row, "validation-cost"),
              table.number(row, "validation-accuracy"),
              table.number(row, "test-loss"),
              table.number(row, "test-accuracy")));
    }
    return List.copyOf(epochs);
  }

  private static Confusion confusion(Path file, Manifest manifest) {
    JsonFields fields = JsonFields.read(file);
    int[][] counts =
        fields.countRows("confusion").stream()
            .map(row -> row.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    ConfusionMatrix matrix;
    try {
      matrix = ConfusionMatrix.ofCounts(counts);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw JsonFields.damaged(file, "confusion: " + e.getMessage(), "a square matrix of counts");
    }
    if (!manifest.classes().isEmpty() && manifest.classes().size() != matrix.classes()) {
      throw JsonFields.damaged(
          file,
          "a confusion matrix of " + matrix.classes() + " classes",
          manifest.classes().size() + " classes, as in manifest.json");
    }
    if (fields.count("count").orElse(matrix.total()) != matrix.total()) {
      throw fields.wrong("count", matrix.total() + ", the sum of the confusion matrix");
    }
    return new Confusion(fields.text("set").orElse("test"), matrix);
  }

  /** Returns the text of a file in UTF-8. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw JsonFields.damaged(file, "bytes that are not UTF-8", "text in UTF-8");
    } catch (IOException e) {
      throw Failure.run("%s cannot be read", file)
          .received("%s", e)
          .accepted("a readable file")
          .next("check the file's permissions and the disk")
          .cause(e)
          .build();
    }
  }
}
