package io.headstart.search;

import static org.assertj.core.api.Assertions.assertThat;

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
  void lookingAtAJournalThatIsBeingWrittenChangesNothing() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    TrialJournal.open(file).append(result(1));
    Files.writeString(file, "{\"number\":2,\"acc", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file);
    assertThat(TrialJournal.look(file).results()).containsOnlyKeys(1);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aTornLineInTheMiddleCostsItsOwnTrialOnly() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    TrialJournal.open(file).append(result(1));
    Files.writeString(file, "{\"number\":2,\"acc\n", StandardOpenOption.APPEND);
    TrialJournal.open(file).append(result(3));
    assertThat(TrialJournal.open(file).results()).containsOnlyKeys(1, 3);
  }

  @Test
  void aLineThatWasEditedIsNotBelieved() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    TrialJournal.open(file).append(result(1));
    TrialJournal.open(file).append(result(2));
    String edited = Files.readString(file).replaceFirst("0\\.30000000000000004", "9.1");
    Files.writeString(file, edited);
    TrialJournal journal = TrialJournal.open(file);
    assertThat(journal.results()).containsOnlyKeys(2);
    assertThat(journal.damaged()).isEqualTo(1);
  }

  @Test
  void everyFlippedBitCostsItsTrialAndNothingElse() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    TrialJournal.open(file).append(result(1));
    TrialJournal.open(file).append(result(2));
    byte[] whole = Files.readAllBytes(file);
    int line = whole.length / 2;
    for (int i = 0; i < line - 1; i++) {
      byte[] flipped = whole.clone();
      flipped[i] = (byte) (flipped[i] ^ (1 << (i % 8)));
      Files.write(file, flipped);
      assertThat(TrialJournal.open(file).results()).as("byte %d", i).containsOnlyKeys(2);
    }
  }

  /** Their checksums are right: whoever wrote them is no search. */
  @Test
  void figuresThatNoTrialComesToAreNotBelieved() {
    Path file = folder.resolve("trials.jsonl");
    Trial trial = result(1).trial();
    TrialJournal journal = TrialJournal.open(file);
    journal.append(new TrialResult(trial, 9.1, 0.5, 7));
    journal.append(new TrialResult(trial, -0.1, 0.5, 7));
    journal.append(new TrialResult(trial, 0.5, -0.5, 7));
    journal.append(new TrialResult(trial, 0.5, 0.5, -7));
    journal.append(new TrialResult(new Trial(0, "fine", Map.of()), 0.5, 0.5, 7));
    assertThat(TrialJournal.open(file).results()).isEmpty();
    assertThat(TrialJournal.open(file).damaged()).isEqualTo(5);
  }

  @Test
  void aTrialOfOtherValuesIsNotTheResultOfThisOne() {
    TrialJournal journal = TrialJournal.open(folder.resolve("trials.jsonl"));
    journal.append(result(1));
    assertThat(journal.result(result(1).trial())).contains(result(1));
    assertThat(journal.result(new Trial(1, "fine", Map.of("model.hidden", "[51, 70]")))).isEmpty();
  }

  @Test
  void anotherFileHoldsNoTrials() throws IOException {
    Path file = Files.writeString(folder.resolve("trials.jsonl"), "not a journal\n");
    assertThat(TrialJournal.open(file).results()).isEmpty();
  }
}
