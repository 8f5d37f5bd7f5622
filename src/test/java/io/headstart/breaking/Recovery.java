package io.headstart.breaking;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Runs a disturbed command again, as its user would, and compares what comes out. */
final class Recovery {
  private static final int MOST_ATTEMPTS = 5;

  /** What the same seed gives byte for byte; pages and tables may tell times. */
  private static final Pattern EXACT =
      Pattern.compile(
          ".*(/weights\\.safetensors|/history\\.csv|/evaluation\\.json|features/.*\\.safetensors)");

  /** What is said of a file that is not as it was written: no disturbance may leave one. */
  private static final Pattern DAMAGE = Pattern.compile("damaged|SHA-256");

  private final Job job;
  private final Place place;
  private final Results expected;
  private final Findings findings;

  /**
   * Says what must come out.
   *
   * @param expected of an undisturbed run
   */
  Recovery(Job job, Place place, Results expected, Findings findings) {
    this.job = job;
    this.place = place;
    this.expected = expected;
    this.findings = findings;
  }

  /** Somewhere commands can be run. */
  interface Runner {
    Ended run(List<String> arguments) throws IOException, InterruptedException;
  }

  /** The trainer's results as two undisturbed runs from the same start agree on them. */
  static Results undisturbed(Job job, Place place, Place.Snapshot start, Runner runner)
      throws IOException, InterruptedException {
    List<Results> results = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      place.restore(start);
      Ended ended = runner.run(job.command());
      if (!ended.succeeded()) {
        throw new IllegalStateException(job.name() + " fails undisturbed: " + ended.tail());
      }
      results.add(Results.of(place.snapshot()));
    }
    Results stable = results.get(0).stable(results.get(1));
    List<String> differing =
        results.get(0).sums().keySet().stream()
            .filter(path -> EXACT.matcher(path).matches() && !stable.sums().containsKey(path))
            .toList();
    if (!differing.isEmpty()) {
      throw new IllegalStateException("two undisturbed runs differ in " + differing);
    }
    return stable;
  }

  /** Runs until it is done; notes under how it was disturbed whatever is not as it must be. */
  void check(String subject, String how, Runner runner) throws IOException, InterruptedException {
    Optional<Ended> last = finish(subject, how, runner);
    Place.Snapshot content = place.snapshot();
    Set<String> differing = expected.differences(Results.of(content));
    boolean done = last.isPresent() && last.get().succeeded();
    // Who removes what is gone already is told so.
    if (!done && (last.isEmpty() || !differing.isEmpty())) {
      findings.found(subject, how, "never ended well: " + last.map(Ended::tail).orElse("?"));
      return;
    }
    if (!differing.isEmpty()) {
      findings.found(subject, how, String.join(", ", differing));
    }
    Set<String> leftovers = Results.leftovers(content);
    if (!leftovers.isEmpty()) {
      findings.found(subject, how, "left behind: " + String.join(", ", leftovers));
    }
  }

  /** Compares what is there now; notes what differs. */
  void checkResults(String subject, String how) throws IOException {
    Set<String> differing = expected.differences(Results.of(place.snapshot()));
    if (!differing.isEmpty()) {
      findings.found(subject, how, String.join(", ", differing));
    }
  }

  /** Goes on with the other heads of a run of several: each is a checkpoint of its own. */
  private Ended others(Ended resumed, Runner runner) throws IOException, InterruptedException {
    Ended last = resumed;
    for (String name : job.checkpoints()) {
      if (!Files.exists(place.checkpoint(name).resolve("state.safetensors"))) {
        // Killed before its first epoch was over: nothing of it is kept, and all are trained anew.
        for (List<String> removal : job.removals()) {
          runner.run(removal);
        }
        return runner.run(job.command());
      }
      last = runner.run(List.of("train", "--resume", name, "--offline"));
    }
    return last;
  }

  private Optional<Ended> finish(String subject, String how, Runner runner)
      throws IOException, InterruptedException {
    List<String> command = job.command();
    Optional<Ended> last = Optional.empty();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Ended ended = runner.run(command);
      findings.found(subject, how + ", again", ended.disgrace());
      if (ended.succeeded()) {
        return Optional.of(command.equals(job.command()) ? ended : others(ended, runner));
      }
      if (DAMAGE.matcher(ended.err()).find()) {
        findings.found(subject, how + ", again", "damage: " + ended.tail());
      }
      last = Optional.of(ended);
      Optional<List<String>> resumption = job.resumption(ended);
      if (resumption.isPresent() && !resumption.get().equals(command)) {
        command = resumption.get();
      } else {
        for (String name : job.checkpoints()) {
          if (Files.exists(place.checkpoint(name).resolve("state.safetensors"))) {
            findings.found(subject, how, "epochs were lost: " + ended.tail());
          }
        }
        for (List<String> removal : job.removals()) {
          runner.run(removal);
        }
        command = job.command();
      }
    }
    return last;
  }
}
