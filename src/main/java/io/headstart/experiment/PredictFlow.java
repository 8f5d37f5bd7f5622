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
import java.util.function.BiConsumer;

/** Classes of image files, by a checkpoint. */
public final class PredictFlow {
  /** Files whose answers are held at a time: many batches, and little memory. */
  private static final int AT_A_TIME = 512;

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

  /**
   * Predicts images as they come, with flat memory however many there are.
   *
   * @param paths files and folders, in their order; the files of a folder in that of their names
   * @param each hears of every file: what it was taken for, or why it could not be read
   * @throws Failure when there is no image, or none could be read
   */
  public static void stream(
      Checkpoint checkpoint,
      List<String> changes,
      List<Path> paths,
      Context context,
      BiConsumer<Path, Answer<Prediction>> each) {
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    int[] read = new int[1];
    try (Headstart headstart = Headstart.start(context.machine(settings), context.progress());
        Classifier classifier = headstart.classifier(checkpoint, changes)) {
      ImagePaths.forEach(
          paths,
          AT_A_TIME,
          files -> {
            List<Answer<Prediction>> answers =
                classifier.tryClassify(files.stream().map(ImageInput::of).toList());
            for (int i = 0; i < files.size(); i++) {
              read[0] += answers.get(i).value().isPresent() ? 1 : 0;
              each.accept(files.get(i), answers.get(i));
            }
          });
    }
    if (read[0] == 0) {
      throw unread("all of " + paths);
    }
  }

  private static Failure unread(String received) {
    return Failure.run("no image could be read")
        .received("%s", received)
        .accepted("PNG, JPEG, WebP, TIFF, BMP or GIF images")
        .next("check the files")
        .build();
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
      throw unread(String.join("; ", broken));
    }
    return predictions;
  }
}
