package io.headstart.experiment;

import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a head for each of {@code data.split.folds}, each to a checkpoint of its own, whose {@code
 * data.split.fold} says which one it is. The folds train one after another, or each on a machine of
 * a cluster, over the same stored features: as many as the training images are few, and each then
 * equals, to the last bit, what its settings alone would give.
 */
public final class FoldsFlow {
  private FoldsFlow() {}

  /** Returns whether the settings ask for a head of each fold. */
  public static boolean isWanted(Settings settings) {
    return settings.data().split().folds().isPresent() && settings.data().split().fold().isEmpty();
  }

  /**
   * Trains the heads.
   *
   * @return of each fold what came out; its validation figures are of the images it did not see
   */
  public static List<TrainFlow.TrainedHead> train(Settings settings, Context context) {
    Checkpoints checkpoints = new Checkpoints(Path.of(settings.checkpoint().directory()));
    List<Settings> folds = folds(settings);
    List<CheckpointWriter> writers = new ArrayList<>();
    try {
      // All of them before any work, so that a name that is taken fails no later.
      folds.forEach(fold -> writers.add(checkpoints.allocate(fold.checkpoint().name())));
      if (RemoteFolds.areWanted(settings, context)) {
        return new RemoteFolds(folds, writers, context).train();
      }
      List<TrainFlow.TrainedHead> heads = new ArrayList<>();
      for (int k = 0; k < folds.size(); k++) {
        heads.add(TrainFlow.train(folds.get(k), writers.get(k), context));
      }
      return heads;
    } finally {
      writers.forEach(CheckpointWriter::close);
    }
  }

  /** Returns the settings of each fold: {@code data.split.fold}, and a name if there is one. */
  private static List<Settings> folds(Settings settings) {
    List<Settings> folds = new ArrayList<>();
    for (int k = 1; k <= settings.data().split().folds().orElseThrow(); k++) {
      Settings fold =
          settings.withData(settings.data().withSplit(settings.data().split().withFold(k)));
      if (settings.checkpoint().name().isPresent()) {
        String own = "%s-fold%d".formatted(settings.checkpoint().name().get(), k);
        fold = fold.withCheckpoint(settings.checkpoint().withName(own));
      }
      folds.add(fold);
    }
    return folds;
  }
}
