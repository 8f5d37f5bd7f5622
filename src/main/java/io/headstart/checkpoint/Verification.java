package io.headstart.checkpoint;

import static java.util.stream.Collectors.joining;

import io.headstart.Failure;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What a look at all files of a checkpoint showed.
 *
 * @param problems what is missing, changed or unreadable; empty when nothing is
 * @param resumableAfter the last complete epoch of a run that was stopped and can go on; empty for
 *     a finished one
 */
public record Verification(List<String> problems, Optional<Integer> resumableAfter) {
  /** Copies the list. */
  public Verification {
    problems = List.copyOf(problems);
  }

  /** Looks at all files. */
  public static Verification of(Checkpoint checkpoint) {
    List<String> problems = new ArrayList<>();
    if (!checkpoint.hasManifest()) {
      if (!checkpoint.hasState()) {
        problems.add(RunFile.MANIFEST + " is missing, and there is no state to go on from");
        return new Verification(problems, Optional.empty());
      }
      return resumable(checkpoint, problems); // A killed run of version 0.1.0.
    }
    Optional<Manifest> manifest = attempt(checkpoint::readManifest, problems);
    if (manifest.isEmpty()) {
      return new Verification(problems, Optional.empty());
    }
    boolean joined = !manifest.get().members().isEmpty();
    if (joined && !manifest.get().finished()) {
      problems.add("the heads it is the mean of were not joined to the end");
      return new Verification(problems, Optional.empty());
    }
    boolean goesOn = !joined && !manifest.get().files().containsKey(RunFile.STATE);
    if (goesOn && !checkpoint.hasState()) {
      problems.add("the run was stopped before its first epoch was over");
      return new Verification(problems, Optional.empty());
    }
    if (checkpoint.isLaterThan(manifest.get())) {
      return resumable(checkpoint, problems);
    }
    compare(checkpoint, manifest.get(), goesOn, problems);
    return goesOn || !manifest.get().finished()
        ? resumable(checkpoint, problems)
        : new Verification(problems, Optional.empty());
  }

  /** Returns whether the run is finished and every file as its manifest says. */
  public boolean isWhole() {
    return problems.isEmpty() && resumableAfter.isEmpty();
  }

  private static Verification resumable(Checkpoint checkpoint, List<String> problems) {
    Optional<Integer> epoch = attempt(checkpoint::epochOfState, problems);
    attempt(checkpoint::settings, problems);
    return new Verification(problems, problems.isEmpty() ? epoch : Optional.empty());
  }

  private static <T> Optional<T> attempt(Supplier<T> read, List<String> problems) {
    try {
      return Optional.of(read.get());
    } catch (Failure e) {
      String said = e.getMessage().lines().limit(2).map(String::strip).collect(joining(", "));
      problems.add(said.replaceFirst(", received:$", "")); // Where a list follows.
      return Optional.empty();
    }
  }

  private static void compare(
      Checkpoint checkpoint, Manifest manifest, boolean goesOn, List<String> problems) {
    Set<String> names = new TreeSet<>(manifest.files().keySet());
    if (manifest.finished()) {
      names.addAll(List.of(RunFile.CONFIG, RunFile.WEIGHTS));
    }
    if (!goesOn) {
      names.addAll(checkpoint.checksums().keySet());
      if (manifest.members().isEmpty()) {
        names.add(RunFile.HISTORY);
      }
    }
    for (String name : names) {
      Difference.of(checkpoint.folder(), manifest, name)
          .ifPresent(difference -> problems.add(difference.line()));
    }
  }
}
