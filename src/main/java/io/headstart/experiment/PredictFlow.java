package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.augment.AugmentedImageSet;
import io.headstart.backbone.Backbone;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Head;
import io.headstart.config.DataSettings;
import io.headstart.config.Settings;
import io.headstart.data.ImageFiles;
import io.headstart.data.ImageSet;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import io.headstart.features.Extractor;
import io.headstart.features.FeatureSet;
import io.headstart.metrics.Logits;
import io.headstart.train.DeviceRows;
import io.headstart.train.Evaluator;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Top classes of image files, by a checkpoint. */
public final class PredictFlow {
  /** The side of CIFAR-10's and the synthetic images, in pixels. */
  private static final int SMALL = 32;

  private PredictFlow() {}

  /** A class and its probability, 0..1. */
  public record Candidate(String name, double probability) {}

  /** The most probable classes of a file, the first first. */
  public record Prediction(Path file, List<Candidate> candidates) {}

  /**
   * Predicts.
   *
   * @param checkpoint the checkpoint's name
   * @param given the settings of the command line: where checkpoints lie
   * @param overrides applied to the checkpoint's own settings
   * @param paths files and folders
   * @param top how many classes of each file
   */
  public static List<Prediction> run(
      String checkpoint,
      Settings given,
      List<String> overrides,
      List<Path> paths,
      int top,
      Context context) {
    Checkpoint found = new Checkpoints(Path.of(given.checkpoint().directory())).find(checkpoint);
    List<String> classes = found.finishedManifest().classes();
    Head head = found.head();
    Settings settings = found.settings(overrides);
    boolean folder = settings.data().source() == DataSettings.Source.FOLDER;
    ImageFiles files = ImageFiles.of(paths, folder ? settings.data().imageSize() : SMALL);
    try (TorchRuntime torch = context.start(settings);
        Backbone backbone =
            DeviceBackbones.open(settings.features(), settings.seed(), torch, context.progress())) {
      HeadFit.checkBackbone(found, backbone.description().hash());
      List<DeviceRows> views = new ArrayList<>();
      for (ImageSet view : views(files, settings)) {
        DeviceRows rows = DeviceRows.upload(torch, new All(Extractor.direct(backbone, view)));
        rows.transform(head.transform());
        views.add(rows);
      }
      float[] scores = Evaluator.scores(torch, head.shape(), head.parameters(), views);
      views.forEach(DeviceRows::close);
      return predictions(files, classes, scores, Math.min(top, classes.size()), context);
    }
  }

  private static List<ImageSet> views(ImageFiles files, Settings settings) {
    return settings.augment().views().isEmpty()
        ? List.of(files)
        : AugmentedImageSet.views(files, settings.augment());
  }

  private static List<Prediction> predictions(
      ImageFiles files, List<String> classes, float[] scores, int top, Context context) {
    files.broken().forEach(problem -> context.progress().line("skipped: " + problem));
    if (files.broken().size() == files.size()) {
      throw Failure.run("no image could be read")
          .received("%s", String.join("; ", files.broken()))
          .accepted("PNG, JPEG, BMP or GIF images")
          .next("check the files")
          .build();
    }
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.file(i);
      if (files.broken().stream().noneMatch(problem -> problem.startsWith(file + ": "))) {
        double[] probabilities = Logits.softmax(scores, i, classes.size());
        List<Candidate> candidates = new ArrayList<>();
        for (int c : Logits.topK(scores, i, classes.size(), top)) {
          candidates.add(new Candidate(classes.get(c), probabilities[c]));
        }
        predictions.add(new Prediction(file, candidates));
      }
    }
    return predictions;
  }

  /** All rows of a feature set. */
  private record All(FeatureSet set) implements DeviceRows.Source {
    @Override
    public int count() {
      return set.count();
    }

    @Override
    public int dimension() {
      return set.dimension();
    }

    @Override
    public void copy(int from, int count, FloatBuffer target) {
      set.gather(IntStream.range(from, from + count).toArray(), target);
    }
  }
}
