package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.data.ImagePaths;
import io.headstart.inference.Answer;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Classes of image files, by a checkpoint. */
public final class PredictFlow {
  private PredictFlow() {}

  /** What a file was taken for. */
  public record FilePrediction(Path file, Prediction prediction) {}

  /**
   * Predicts.
   *
   * @param checkpoint whose classes they are
   * @param changes of the checkpoint's own settings, as {@link TrainedSettings} allows
   * @param paths files and folders
   * @return what every file was taken for that could be read; the others are told to the progress
   */
  public static List<FilePrediction> run(
      Checkpoint checkpoint, List<String> changes, List<Path> paths, Context context) {
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    List<Path> files = ImagePaths.find(paths);
    try (Headstart headstart = Headstart.start(context.machine(settings), context.progress());
        Classifier classifier = headstart.classifier(checkpoint, changes)) {
      return predictions(
          files, classifier.tryClassify(files.stream().map(ImageInput::of).toList()), context);
    }
  }

  private static List<FilePrediction> predictions(
      List<Path> files, List<Answer<Prediction>> answers, Context context) {
    List<FilePrediction> predictions = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      Answer<Prediction> answer = answers.get(i);
      answer.value().ifPresent(value -> predictions.add(new FilePrediction(file, value)));
      answer.problem().ifPresent(problem -> broken.add(file + ": " + problem));
    }
    broken.forEach(problem -> context.progress().line("skipped: " + problem));
    if (predictions.isEmpty()) {
      throw Failure.run("no image could be read")
          .received("%s", String.join("; ", broken))
          .accepted("PNG, JPEG, WebP, TIFF, BMP or GIF images")
          .next("check the files")
          .build();
    }
    return predictions;
  }
}
