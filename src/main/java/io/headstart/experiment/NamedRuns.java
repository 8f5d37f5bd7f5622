package io.headstart.experiment;

import static java.util.stream.Collectors.toSet;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs whose names say which checkpoints they are, so that each is trained only once: finished ones
 * are read, interrupted ones are resumed, missing ones are trained.
 */
final class NamedRuns {
  private NamedRuns() {}

  /**
   * Trains what is missing of some runs, and returns the manifests of all.
   *
   * @param heads settings with checkpoint names that differ in name and head's seed alone
   * @throws Failure when a checkpoint of one of the names was trained with other settings
   */
  static List<Manifest> finish(List<Settings> heads, Context context) {
    Checkpoints checkpoints = new Checkpoints(Path.of(heads.get(0).checkpoint().directory()));
    List<Settings> missing = new ArrayList<>();
    for (Settings head : heads) {
      present(checkpoints, head)
          .ifPresentOrElse(there -> complete(there, head, context), () -> missing.add(head));
    }
    if (!missing.isEmpty()) {
      TrainFlow.trainTogether(missing, context);
    }
    return heads.stream()
        .map(head -> checkpoints.find(head.checkpoint().name().orElseThrow()).finishedManifest())
        .toList();
  }

  /**
   * Returns whether finished checkpoints of all the names exist; their settings are not compared.
   */
  static boolean areFinished(List<Settings> heads) {
    Path root = Path.of(heads.get(0).checkpoint().directory());
    Set<String> finished =
        new Checkpoints(root)
            .list().stream().filter(Checkpoint::isFinished).map(Checkpoint::name).collect(toSet());
    return heads.stream()
        .allMatch(head -> finished.contains(head.checkpoint().name().orElseThrow()));
  }

  private static Optional<Checkpoint> present(Checkpoints checkpoints, Settings head) {
    String name = head.checkpoint().name().orElseThrow();
    Optional<Checkpoint> found =
        checkpoints.list().stream().filter(one -> one.name().equals(name)).findFirst();
    if (found.isPresent() && !found.get().isFinished() && !found.get().hasState()) {
      checkpoints.remove(name); // Interrupted in its first epoch: nothing to resume.
      return Optional.empty();
    }
    found.ifPresent(checkpoint -> requireSame(checkpoint, head));
    return found;
  }

  private static void requireSame(Checkpoint checkpoint, Settings wanted) {
    Map<String, List<String>> differing =
        new TreeMap<>(SettingsDiff.between(List.of(checkpoint.settings(), wanted)));
    differing.remove("baselines"); // They stand beside the head and change nothing of it.
    differing.keySet().removeIf(key -> key.startsWith("track.")); // Nor does who looks on.
    if (!differing.isEmpty()) {
      throw Failure.run("checkpoint %s was trained with other settings", checkpoint.name())
          .received("%s", SettingsDiff.lines(differing))
          .accepted("a run with these settings, or none")
          .next(
              "remove %s, or choose another folder with --set checkpoint.directory=DIR",
              checkpoint.folder())
          .build();
    }
  }

  private static void complete(Checkpoint there, Settings head, Context context) {
    if (!there.isFinished()) {
      TrainFlow.resume(there, head, context);
    } else if (!RunReport.isThere(there.folder())) {
      // Stopped between the last result and its drawing.
      ReportFlow.run(there, List.of(), Difference.Response.REFUSE, context);
    }
  }
}
