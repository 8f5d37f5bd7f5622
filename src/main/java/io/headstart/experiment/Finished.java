package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Manifest;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named runs that are trained once: what is there is read, what was stopped goes on. */
final class Finished {
  private Finished() {}

  /**
   * Returns the manifests of runs, trained now where they are missing.
   *
   * @param heads named settings that differ in name and head's seed alone
   * @throws Failure when a checkpoint of one of the names was trained with other settings
   */
  static List<Manifest> train(List<Settings> heads, Context context) {
    Checkpoints checkpoints = new Checkpoints(Path.of(heads.get(0).checkpoint().directory()));
    List<Optional<Checkpoint>> there =
        heads.stream().map(head -> present(checkpoints, head)).toList();
    if (there.stream().allMatch(Optional::isEmpty)) {
      TrainFlow.trainTogether(heads, context);
    } else {
      for (int i = 0; i < heads.size(); i++) {
        complete(there.get(i), heads.get(i), context);
      }
    }
    return heads.stream()
        .map(head -> checkpoints.find(head.checkpoint().name().orElseThrow()).finishedManifest())
        .toList();
  }

  private static Optional<Checkpoint> present(Checkpoints checkpoints, Settings head) {
    String name = head.checkpoint().name().orElseThrow();
    Optional<Checkpoint> found =
        checkpoints.list().stream().filter(one -> one.name().equals(name)).findFirst();
    if (found.isPresent() && !found.get().isBegun()) {
      checkpoints.remove(name); // Stopped between its folder and its first file.
      return Optional.empty();
    }
    found.ifPresent(checkpoint -> requireSame(checkpoint, head));
    return found;
  }

  private static void requireSame(Checkpoint checkpoint, Settings wanted) {
    Map<String, List<String>> differing =
        SettingsDiff.between(List.of(checkpoint.settings(), wanted));
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

  private static void complete(Optional<Checkpoint> there, Settings head, Context context) {
    boolean finished = there.flatMap(Checkpoint::manifest).map(Manifest::finished).orElse(false);
    if (finished) {
      return;
    }
    if (there.isPresent() && there.get().hasState()) {
      TrainFlow.resume(there.get(), head, context);
    } else {
      TrainFlow.train(head, context);
    }
  }
}
