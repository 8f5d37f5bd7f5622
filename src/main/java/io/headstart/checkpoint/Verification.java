package io.headstart.checkpoint;

import static java.util.stream.Collectors.joining;

import io.headstart.Failure;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  /** Files of every finished run. */
  private static final List<String> ALWAYS =
      List.of(RunFile.CONFIG, RunFile.STATE, RunFile.HISTORY, RunFile.WEIGHTS);

  /** Copies the list. */
  public Verification {
    problems = List.copyOf(problems);
  }

  /** Looks at all files. */
  public static Verification of(Checkpoint checkpoint) {
    List<String> problems = new ArrayList<>();
    if (!checkpoint.hasManifest() && !checkpoint.hasState()) {
      problems.add(RunFile.MANIFEST + " is missing, and there is no state to go on from");
      return new Verification(problems, Optional.empty());
    }
    if (!checkpoint.hasManifest()) {
      return resumable(checkpoint, attempt(checkpoint::epochOfState, problems), problems);
    }
    Optional<Manifest> manifest = attempt(checkpoint::readManifest, problems);
    if (manifest.isEmpty()) {
      return new Verification(problems, Optional.empty());
    }
    if (!manifest.get().finished() && !checkpoint.hasState()) {
      problems.add("the run was stopped before its first epoch was over");
      return new Verification(problems, Optional.empty());
    }
    // A state that cannot be read is not as its sum says either: the comparison names it.
    int last = manifest.get().epochs();
    int epoch = attempt(checkpoint::epochOfState, new ArrayList<>()).orElse(last);
    if (epoch > last) {
      // The run was to go on, and was stopped: files are later than the manifest.
      return resumable(checkpoint, Optional.of(epoch), problems);
    }
    compare(manifest.get(), checkpoint.checksums(), problems);
    return manifest.get().finished()
        ? new Verification(problems, Optional.empty())
        : resumable(checkpoint, Optional.of(epoch), problems);
  }

  /** Returns whether the run is finished and every file as its manifest says. */
  public boolean isWhole() {
    return problems.isEmpty() && resumableAfter.isEmpty();
  }

  private static Verification resumable(
      Checkpoint checkpoint, Optional<Integer> epoch, List<String> problems) {
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
      Manifest manifest, Map<String, String> actual, List<String> problems) {
    Map<String, String> expected = manifest.files();
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    names.addAll(manifest.finished() ? ALWAYS : List.of());
    for (String name : names) {
      if (!actual.containsKey(name)) {
        problems.add(name + " is missing");
      } else if (!expected.containsKey(name)) {
        problems.add(name + " has no SHA-256 in the manifest");
      } else if (!actual.get(name).equals(expected.get(name))) {
        problems.add(name + " was changed: its SHA-256 is not the manifest's");
      }
    }
  }
}
