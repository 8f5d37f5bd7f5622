package io.headstart.run;

import io.headstart.io.AppendedText;
import io.headstart.io.AppendedText.Extent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code history.csv} and {@code updates.csv} of a run under way. Rows are only ever appended, so
 * that an epoch costs the same however many there were; the state of the run tells how much of the
 * files belongs to it.
 */
public final class HistoryFiles {
  private final Path folder;
  private Optional<AppendedText> epochs;
  private Optional<AppendedText> updates;
  private int epochRows;
  private int updateRows;

  private HistoryFiles(Path folder, Optional<AppendedText> epochs, Optional<AppendedText> updates) {
    this.folder = folder;
    this.epochs = epochs;
    this.updates = updates;
  }

  /**
   * How much of the files belongs to a state.
   *
   * @param epochs of {@code history.csv}
   * @param updates of {@code updates.csv}; empty where there is none
   */
  public record Extents(Extent epochs, Optional<Extent> updates) {
    /**
     * Reads that much.
     *
     * @throws io.headstart.Failure when a file does not begin with it
     */
    public History read(Path folder) {
      return new History(
          rows(folder.resolve(RunFile.HISTORY), epochs),
          updates.map(extent -> rows(folder.resolve(RunFile.UPDATES), extent)).orElse(List.of()));
    }

    private static List<History.Row> rows(Path file, Extent extent) {
      if (!extent.begins(file)) {
        throw RunFile.damaged(
            file,
            Files.exists(file) ? "other content" : "no such file",
            "a file whose first %d bytes have the SHA-256 %s, as the state of the run says"
                .formatted(extent.bytes(), extent.sha256()));
      }
      return History.rows(file, RunFile.text(file, extent.bytes()));
    }
  }

  /** Begins both files with a history, over those that are there. */
  public static HistoryFiles begin(Path folder, History history) {
    HistoryFiles files = new HistoryFiles(folder, Optional.empty(), Optional.empty());
    files.append(history);
    return files;
  }

  /** Goes on after a state; rows behind it are cut off. */
  public static HistoryFiles goOn(Path folder, Extents extents, History history) {
    HistoryFiles files =
        new HistoryFiles(
            folder,
            Optional.of(AppendedText.goOn(folder.resolve(RunFile.HISTORY), extents.epochs())),
            extents.updates().map(one -> AppendedText.goOn(folder.resolve(RunFile.UPDATES), one)));
    files.epochRows = history.rows().size();
    files.updateRows = history.updates().size();
    return files;
  }

  /**
   * Appends the rows that are not there yet.
   *
   * @param history that begins with what was appended before
   * @return the extents after it
   */
  public Extents append(History history) {
    epochs = append(RunFile.HISTORY, epochs, epochRows, history.rows());
    epochRows = history.rows().size();
    if (!history.updates().isEmpty()) {
      updates = append(RunFile.UPDATES, updates, updateRows, history.updates());
      updateRows = history.updates().size();
    }
    return new Extents(epochs.orElseThrow().extent(), updates.map(AppendedText::extent));
  }

  private Optional<AppendedText> append(
      String name, Optional<AppendedText> file, int there, List<History.Row> rows) {
    if (file.isEmpty()) {
      return Optional.of(AppendedText.begin(folder.resolve(name), History.csv(rows)));
    }
    if (there < rows.size()) {
      file.get().append(History.lines(rows.subList(there, rows.size())));
    }
    return file;
  }
}
