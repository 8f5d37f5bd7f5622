package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.config.TrainSettings.Curve;
import io.headstart.io.LockFile;
import io.headstart.search.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchFlowTest {
  private static final String RATES =
      "{setting: train.learning-rate, distribution: log-uniform, minimum: 1e-3, maximum: 1e-1}";
  private static final String SHAPES = "{setting: model.hidden, values: [\"[8]\", \"[4, 4]\"]}";

  @TempDir private Path folder;

  private Settings search(String dimensions, String... more) {
    String[] all = new String[more.length + 1];
    System.arraycopy(more, 0, all, 1, more.length);
    all[0] = "search.dimensions=[" + dimensions + "]";
    return SmallRun.settings(folder, all);
  }

  @Test
  void theWinnerIsTrainedAsACheckpointAndASecondSearchRedoesNothing() throws IOException {
    Settings settings =
        search(
            RATES + "," + SHAPES,
            "search.trials=6",
            "checkpoint.name=found",
            "train.curves=[validation, test]");
    SearchFlow.SearchWinner outcome = SearchFlow.run(settings, SmallRun.context(folder));
    assertThat(outcome.ranked()).hasSize(6);
    TrialResult best = outcome.ranked().get(0);
    assertThat(outcome.winner().figures().get("validation").accuracy())
        .isCloseTo(best.accuracy(), within(0.02));
    assertThat(outcome.winner().figures()).containsKey("test");
    Settings winner = new Checkpoints(folder.resolve("checkpoints")).find("found").settings();
    assertThat(Double.toString(winner.train().learningRate()))
        .isEqualTo(best.trial().values().get("train.learning-rate"));
    assertThat(winner.train().curves()).containsExactly(Curve.VALIDATION);
    Path report = folder.resolve("checkpoints/found-search/report");
    assertThat(Files.readString(report.resolve("index.html"))).contains("model.hidden");
    assertThat(Files.readAllLines(report.resolve("trials.csv"))).hasSize(7);
    assertThat(report.resolve("train-learning-rate.png")).exists();

    SearchFlow.SearchWinner again = SearchFlow.run(settings, SmallRun.context(folder));
    assertThat(again.winner().created()).isEqualTo(outcome.winner().created());
    assertThat(again.ranked()).isEqualTo(outcome.ranked());
    Settings shorter =
        SettingsReader.parse(SettingsWriter.yaml(settings), "found", List.of("search.top=2"));
    assertThat(SearchFlow.run(shorter, SmallRun.context(folder)).winner().created())
        .isEqualTo(outcome.winner().created());
    assertThatThrownBy(
            () ->
                SearchFlow.run(
                    search(
                        RATES + "," + SHAPES,
                        "search.trials=7",
                        "checkpoint.name=found",
                        "train.curves=[validation, test]"),
                    SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("search.trials: 7 instead of 6");
  }

  @Test
  void theReportOfAWinnerThatWasNotDrawnToItsEndIsDrawnByTheNextSearch() throws IOException {
    Settings settings = search(RATES, "search.trials=2", "checkpoint.name=found");
    SearchFlow.run(settings, SmallRun.context(folder));
    Path report = folder.resolve("checkpoints/found/report");
    byte[] page = Files.readAllBytes(report.resolve("index.html"));
    byte[] mistakes = Files.readAllBytes(report.resolve("mistakes.csv"));
    Files.delete(report.resolve("index.html"));
    Files.delete(report.resolve("confusion.csv"));
    Path left = Files.writeString(report.resolve(".loss.png.4199999-a1.tmp"), "PNG");
    SearchFlow.run(settings, SmallRun.context(folder));
    assertThat(report.resolve("index.html")).as("with its images").hasBinaryContent(page);
    assertThat(report.resolve("mistakes.csv")).hasBinaryContent(mistakes);
    assertThat(report.resolve("confusion.csv")).exists();
    assertThat(left).doesNotExist();
  }

  @Test
  void aSearchThatFailedBeforeItsFirstTrialBindsNoOther() {
    Settings wrong =
        search(RATES, "search.trials=2", "checkpoint.name=found", "features.pca={components: 300}");
    assertThatThrownBy(() -> SearchFlow.run(wrong, SmallRun.context(folder)))
        .isInstanceOf(Failure.class);
    assertThat(folder.resolve("checkpoints/found-search/experiment.yaml")).exists();
    Settings right = search(RATES, "search.trials=2", "checkpoint.name=found");
    assertThat(SearchFlow.run(right, SmallRun.context(folder)).ranked()).hasSize(2);
  }

  @Test
  void trialsEqualRunsTrainedAlone() {
    Settings settings = search(RATES, "search.trials=4", "model.dropout=0.3");
    for (TrialResult result : SearchFlow.run(settings, SmallRun.context(folder)).ranked()) {
      Settings alone =
          SmallRun.settings(folder, "model.dropout=0.3", result.trial().overrides().get(0));
      double expected =
          TrainFlow.train(alone, SmallRun.context(folder))
              .manifest()
              .figures()
              .get("validation")
              .loss();
      assertThat(result.loss()).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @Test
  void aSearchThatWasStoppedGoesOnWithWhatIsMissing() {
    String[] more = {"search.trials=8", "train.epochs=2"};
    SearchFlow.SearchWinner whole =
        SearchFlow.run(search(RATES + "," + SHAPES, more), SmallRun.context(folder));
    AtomicInteger trials = new AtomicInteger();
    Progress counting =
        new Progress() {
          @Override
          public void line(String text) {
            trials.addAndGet(text.startsWith("trial ") ? 1 : 0);
          }

          @Override
          public Task task(String name, String unit, long total) {
            return done -> {};
          }
        };
    String[] other = {"search.trials=8", "train.epochs=2", "checkpoint.name=other"};
    Settings settings = search(RATES + "," + SHAPES, other);
    assertThatThrownBy(
            () ->
                SearchFlow.run(
                    settings, SmallRun.context(folder, counting, () -> trials.get() > 1)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("run the same command again");
    int before = trials.get();
    assertThat(before).isBetween(2, 7);
    SearchFlow.SearchWinner resumed =
        SearchFlow.run(settings, SmallRun.context(folder, counting, () -> false));
    assertThat(trials.get()).isEqualTo(8);
    assertThat(byNumber(resumed)).isEqualTo(byNumber(whole));
  }

  @Test
  void aSearchThatWasStoppedWithinItsPassesEndsWithTheSameBytes() throws IOException {
    String[] more = {"search.trials=5", "train.epochs=12", "model.dropout=0.2"};
    SearchFlow.SearchWinner whole = SearchFlow.run(search(RATES, more), SmallRun.context(folder));
    String[] other = {
      "search.trials=5", "train.epochs=12", "model.dropout=0.2", "checkpoint.name=other"
    };
    Path unfinished = folder.resolve("checkpoints/other-search/unfinished");
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                SearchFlow.run(
                    search(RATES, other),
                    SmallRun.context(folder, Progress.NONE, () -> asked.incrementAndGet() > 12)))
        .isInstanceOf(Failure.class);
    assertThat(folder.resolve("checkpoints/other-search/trials.jsonl")).doesNotExist();
    try (Stream<Path> kept = Files.list(unfinished)) {
      assertThat(kept).isNotEmpty();
    }
    SearchFlow.SearchWinner resumed =
        SearchFlow.run(search(RATES, other), SmallRun.context(folder));
    assertThat(resumed.ranked()).isEqualTo(whole.ranked());
    assertThat(unfinished).doesNotExist();
  }

  private static List<String> byNumber(SearchFlow.SearchWinner outcome) {
    return outcome.ranked().stream()
        .sorted(Comparator.comparingInt(result -> result.trial().number()))
        .map(TrialResult::toString)
        .toList();
  }

  @Test
  void aDivergedTrialComesLastAndHarmsNoOther() {
    Settings settings =
        search(
            "{setting: train.learning-rate, values: [\"0.02\", \"1e30\"]}", "search.method=grid");
    List<TrialResult> ranked = SearchFlow.run(settings, SmallRun.context(folder)).ranked();
    assertThat(ranked.get(0).trial().number()).isEqualTo(1);
    assertThat(ranked.get(1)).isEqualTo(TrialResult.diverged(ranked.get(1).trial()));
    Path report = folder.resolve("checkpoints/search-search/report");
    assertThat(report.resolve("train-learning-rate.png")).exists();
  }

  /** Two equal searches at once would do every trial twice. */
  @Test
  void aSearchThatIsUnderWayIsNotStartedAgain() throws IOException {
    Settings settings = search(RATES);
    Path search = Files.createDirectories(folder.resolve("checkpoints/search-search"));
    try (LockFile lock = LockFile.tryAcquire(search.resolve("lock")).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> SearchFlow.run(settings, SmallRun.context(folder)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("search-search is in use")
          .hasMessageContaining("another thread of this process is at work on it");
    }
    assertThat(SearchFlow.run(settings, SmallRun.context(folder)).ranked()).isNotEmpty();
  }

  @Test
  void whatCannotBeSearchedIsSaidBeforeAnythingRuns() {
    Context context = SmallRun.context(folder);
    assertThatThrownBy(() -> SearchFlow.run(SmallRun.settings(folder), context))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("search.dimensions: []");
    assertThatThrownBy(() -> SearchFlow.run(search(RATES, "data.split.validation=0"), context))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("data.split.validation: 0");
    assertThatThrownBy(
            () -> SearchFlow.run(search("{setting: train.lr, values: [\"1\"]}"), context))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("train.lr");
    assertThatThrownBy(
            () -> SearchFlow.run(search("{setting: train.epochs, values: [\"x\"]}"), context))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("train.epochs");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }
}
