package io.headstart.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialJournalTest {
  @TempDir private Path folder;

  private static TrialResult result(int number) {
    Trial trial = new Trial(number, "fine", Map.of("model.hidden", "[50, 70]"));
    return new TrialResult(trial, 0.1 + 0.2, 1.0 / 3, 7);
  }

  @Test
  void resultsReadBackExactly() {
    Path file = folder.resolve("trials.jsonl");
    TrialJournal journal = TrialJournal.open(file);
    journal.append(result(2));
    journal.append(TrialResult.diverged(result(1).trial()));
    assertThat(TrialJournal.open(file).results())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(2, result(2), 1, TrialResult.diverged(result(1).trial())));
  }

  @Test
  void aLineThatWasCutOffIsDroppedAndWrittenOver() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    TrialJournal.open(file).append(result(1));
    Files.writeString(file, "{\"number\":2,\"acc", StandardOpenOption.APPEND);
    TrialJournal journal = TrialJournal.open(file);
    assertThat(journal.results()).containsOnlyKeys(1);
    journal.append(result(2));
    assertThat(TrialJournal.open(file).results()).containsOnlyKeys(1, 2);
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("trials.jsonl"), "not a journal\n");
    assertThatThrownBy(() -> TrialJournal.open(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("trials.jsonl");
  }
}
