package io.headstart.experiment;

import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.model.MlpShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a head for each of {@code data.split.folds}, each to a checkpoint of its own, whose {@code
 * data.split.fold} says which one it is. Images are opened and features read once for all. The
 * heads then train beside each other, each on a core (or on machines of a cluster), and each
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
      return here(folds, writers, context);
    } finally {
      writers.forEach(CheckpointWriter::close);
    }
  }

  private static List<TrainFlow.TrainedHead> here(
      List<Settings> folds, List<CheckpointWriter> writers, Context context) {
    try (Inputs images = Inputs.open(folds.get(0), context)) {
      List<Inputs> cut = folds.stream().map(images::cut).toList();
      for (int k = 0; k < folds.size(); k++) {
        TrainFlow.check(folds.get(k), cut.get(k));
      }
      // On all cores; the heads beside each other then find them.
      cut.forEach(Inputs::extractAll);
      List<SideBySide.Job<TrainFlow.TrainedHead>> jobs = new ArrayList<>();
      for (int k = 0; k < folds.size(); k++) {
        Settings fold = folds.get(k);
        Inputs inputs = cut.get(k);
        CheckpointWriter writer = writers.get(k);
        jobs.add(
            new SideBySide.Job<>(
                writer.checkpoint().name(), own -> TrainFlow.train(fold, inputs, writer, own)));
      }
      return new SideBySide(context, atOnce(folds, images, context)).run(jobs);
    }
  }

  /**
   * Returns how many heads train at once. A large head has all cores, as it would have alone: large
   * sums depend on their number. A GPU trains one head after the other.
   */
  private static int atOnce(List<Settings> folds, Inputs images, Context context) {
    Settings settings = folds.get(0);
    MlpShape widest =
        new MlpShape(images.dimension(), settings.model().hidden(), images.classes().size());
    boolean alone = images.torch().onGpu() || TrainFlow.threads(settings, 1, widest, context) > 1;
    return alone ? 1 : Math.min(folds.size(), context.threads());
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
