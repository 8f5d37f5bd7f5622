package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.SearchSettings;
import io.headstart.config.Settings;
import io.headstart.config.TrainSettings.Curve;
import io.headstart.report.SearchReport;
import io.headstart.run.Manifest;
import io.headstart.search.SearchSpace;
import io.headstart.search.Trial;
import io.headstart.search.TrialJournal;
import io.headstart.search.TrialResult;
import io.headstart.tracking.SearchTracker;
import io.headstart.tracking.TrackedTrial;
import io.headstart.tracking.Tracker;
import io.headstart.tracking.Tracking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tries settings, chooses by validation accuracy, and trains the winner as a checkpoint of its own,
 * which looks at the test images once. What was tried is kept, so that a search that was killed
 * goes on, and one that is done is not run again.
 */
public final class SearchFlow {
  private static final String NAME = "search";
  private static final String JOURNAL = "trials.jsonl";
  private static final String UNFINISHED = "unfinished";

  private final Settings settings;
  private final Context context;
  private final String name;
  private final ExperimentFolder folder;

  private SearchFlow(Settings settings, Context context) {
    this.settings = settings;
    this.context = context;
    this.name = settings.checkpoint().name().orElse(NAME);
    this.folder = new ExperimentFolder(settings, name + Tracker.SEARCH);
  }

  /**
   * What came out.
   *
   * @param ranked all trials from the best down
   * @param winner what became of the head trained with the best trial's settings
   * @param checkpoint of that head
   * @param page that shows the search
   */
  public record SearchWinner(
      List<TrialResult> ranked, Manifest winner, Checkpoint checkpoint, Path page) {}

  /** Searches, or goes on. */
  public static SearchWinner run(Settings settings, Context context) {
    SearchFlow search = new SearchFlow(settings, context);
    search.requireSense();
    SearchSpace space = new SearchSpace(settings.search(), settings.seed());
    List<Trials.Planned> first = search.planned(space.first());
    return search.folder.held(() -> search.run(space, first));
  }

  private SearchWinner run(SearchSpace space, List<Trials.Planned> first) {
    folder.claim();
    TrialJournal journal = TrialJournal.open(folder.path().resolve(JOURNAL));
    if (journal.damaged() > 0) {
      context
          .progress()
          .warning(
              "%d lines of %s are not as they were written: their trials are run again"
                  .formatted(journal.damaged(), folder.path().resolve(JOURNAL)));
    }
    List<TrialResult> results = tracked(space, first, journal);
    UnfinishedPass.removeAll(folder.path().resolve(UNFINISHED));
    List<TrialResult> ranked = TrialResult.ranked(results);
    Path page = SearchReport.write(folder.path(), title(), settings.search(), rows(results));
    Settings winner = winner(ranked.get(0).trial());
    context.progress().line("the best is trial " + ranked.get(0).trial().number());
    Manifest manifest = NamedRuns.finish(List.of(winner), context).get(0);
    Checkpoint checkpoint =
        new Checkpoints(Path.of(settings.checkpoint().directory())).find(manifest.name());
    return new SearchWinner(ranked, manifest, checkpoint, page);
  }

  private List<TrialResult> tracked(
      SearchSpace space, List<Trials.Planned> first, TrialJournal journal) {
    try (Tracking tracking =
        Tracking.open(settings.track(), context.offline(), context.progress())) {
      SearchTracker tracker = tracking.search(folder.path());
      try {
        List<TrialResult> results = new ArrayList<>(round(first, journal, first.size(), tracker));
        requireLearnt(TrialResult.ranked(results).get(0));
        List<Trials.Planned> second = planned(space.second(results));
        results.addAll(round(second, journal, first.size() + second.size(), tracker));
        tracker.finish(trialName(TrialResult.ranked(results).get(0)));
        return results;
      } finally {
        tracker.stop();
      }
    }
  }

  private static String trialName(TrialResult result) {
    return "trial-" + result.trial().number();
  }

  private static TrackedTrial shown(TrialResult result) {
    return new TrackedTrial(
        trialName(result),
        result.trial().values(),
        Map.of("validation/accuracy", result.accuracy(), "validation/loss", result.loss()),
        result.epochs());
  }

  private void requireSense() {
    if (settings.search().dimensions().isEmpty()) {
      throw Failure.usage("there is nothing to search")
          .received("search.dimensions: []")
          .accepted("one or more dimensions")
          .next(
              "for example --set 'search.dimensions=[{setting: train.learning-rate, distribution:"
                  + " log-uniform, minimum: 1e-4, maximum: 1e-1}]'")
          .build();
    }
    if (settings.data().split().validatesNone()) {
      throw Failure.usage("a search chooses by validation images, and there are none")
          .received("data.split.validation: 0, or data.split.folds without data.split.fold")
          .accepted("parts, a count or a share of the training images, or one fold")
          .next("use --set data.split.validation=0.1")
          .build();
    }
  }

  private void requireLearnt(TrialResult best) {
    if (!Double.isFinite(best.loss())) {
      throw Failure.run("every trial diverged")
          .received("no finite loss in %s", folder.path())
          .accepted("a trial that learns")
          .next("search lower learning rates, in another checkpoint.name")
          .build();
    }
  }

  /** Reads every trial's settings before the first one runs. */
  private List<Trials.Planned> planned(List<Trial> trials) {
    return trials.stream()
        .map(
            trial ->
                new Trials.Planned(
                    trial, settings.with("trial " + trial.number(), trial.overrides())))
        .toList();
  }

  private Settings winner(Trial trial) {
    Settings best = settings.with("the winner", trial.overrides());
    // Test images are looked at once, when it is trained.
    List<Curve> curves =
        settings.train().curves().stream().filter(curve -> curve != Curve.TEST).toList();
    return best.withTrain(best.train().withCurves(curves))
        .withCheckpoint(best.checkpoint().withName(name))
        .withSearch(SearchSettings.defaults());
  }

  private List<TrialResult> round(
      List<Trials.Planned> planned, TrialJournal journal, int total, SearchTracker tracker) {
    planned.stream()
        .flatMap(one -> journal.result(one.trial()).stream())
        .map(SearchFlow::shown)
        .forEach(tracker::trial);
    List<Trials.Planned> missing =
        planned.stream().filter(one -> journal.result(one.trial()).isEmpty()).toList();
    if (missing.size() < planned.size()) {
      context
          .progress()
          .line(
              "%d of %d trials are there already"
                  .formatted(planned.size() - missing.size(), planned.size()));
    }
    Trials trials =
        new Trials(
            context,
            folder.path().resolve(UNFINISHED),
            trial -> journal.result(trial).isPresent(),
            result -> {
              journal.append(result);
              tracker.trial(shown(result));
              context.progress().line(line(result, journal.results().size(), total));
            });
    if (!missing.isEmpty() && !trials.run(planned)) {
      throw Failure.interrupted("the search was stopped")
          .received("a signal to stop after %d of %d trials", journal.results().size(), total)
          .accepted("all trials")
          .next("run the same command again: it goes on with the trials that are missing")
          .build();
    }
    return planned.stream().map(one -> journal.result(one.trial()).orElseThrow()).toList();
  }

  private static String line(TrialResult result, int done, int total) {
    return String.format(
        Locale.ROOT,
        "trial %d (%d of %d done)  %s  validation %.2f %% (loss %.4f)",
        result.trial().number(),
        done,
        total,
        String.join("  ", result.trial().overrides()),
        100 * result.accuracy(),
        result.loss());
  }

  private String title() {
    return name
        + ": "
        + settings.search().method().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * What is there of a search, done or not.
   *
   * @param search its settings
   * @param rows finished trials, from the best down
   */
  public record Found(SearchSettings search, List<SearchReport.Row> rows) {}

  /**
   * Reads a search out of its folder, also while it runs.
   *
   * @throws Failure when a file is not there or damaged
   */
  public static Found read(Path folder) {
    TrialJournal journal = TrialJournal.look(folder.resolve(JOURNAL));
    return new Found(
        ExperimentFolder.settings(folder).search(), rows(List.copyOf(journal.results().values())));
  }

  /** Returns where the trials of a search lie in its folder. */
  public static Path journal(Path folder) {
    return folder.resolve(JOURNAL);
  }

  private static List<SearchReport.Row> rows(List<TrialResult> results) {
    return TrialResult.ranked(results).stream()
        .map(
            result ->
                new SearchReport.Row(
                    result.trial().number(),
                    result.trial().stage(),
                    Map.copyOf(result.trial().values()),
                    result.accuracy(),
                    result.loss()))
        .toList();
  }
}
