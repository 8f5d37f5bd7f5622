package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.data.ImagePaths;
import io.headstart.experiment.ExplainFlow.Explanation;
import io.headstart.experiment.ExplainFlow.Near;
import io.headstart.inference.Answer;
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

  /** What a file was taken for, and the training images nearest to it if they were asked for. */
  public record FilePrediction(Path file, Prediction prediction, List<Near> nearest) {}

  /**
   * What is asked.
   *
   * @param checkpoint whose classes they are
   * @param changes of the checkpoint's own settings, as {@link TrainedSettings} allows for
   *     prediction, or for evaluation where training images are asked for
   * @param paths files and folders; the files of a folder in the order of their names
   * @param nearest how many training images of each image's features; 0 for none, and for none to
   *     be read
   */
  public record Question(
      Checkpoint checkpoint, List<String> changes, List<Path> paths, int nearest) {
    private ExplainFlow open(Context context) {
      return nearest == 0
          ? ExplainFlow.openWithoutTraining(checkpoint, changes, context)
          : ExplainFlow.openWithTraining(checkpoint, changes, context);
    }
  }

  /** Predicts without training images, as {@link #run(Question, Context)} does. */
  public static List<FilePrediction> run(
      Checkpoint checkpoint, List<String> changes, List<Path> paths, Context context) {
    return run(new Question(checkpoint, changes, paths, 0), context);
  }

  /**
   * Predicts.
   *
   * @return what every file was taken for that could be read; the others are told to the progress
   */
  public static List<FilePrediction> run(Question question, Context context) {
    List<Path> files = ImagePaths.find(question.paths());
    try (ExplainFlow by = question.open(context)) {
      return predictions(files, by.explain(inputs(files), question.nearest()), context);
    }
  }

  /**
   * Predicts images as they come, with flat memory however many there are.
   *
   * @param each hears of every file: what it was taken for, or why it could not be read
   * @throws Failure when there is no image, or none could be read
   */
  public static void stream(
      Question question, Context context, BiConsumer<Path, Answer<FilePrediction>> each) {
    int[] read = new int[1];
    try (ExplainFlow by = question.open(context)) {
      ImagePaths.forEach(
          question.paths(),
          AT_A_TIME,
          files -> {
            List<Answer<Explanation>> answers = by.explain(inputs(files), question.nearest());
            for (int i = 0; i < files.size(); i++) {
              Answer<FilePrediction> answer = of(files.get(i), answers.get(i));
              read[0] += answer.value().isPresent() ? 1 : 0;
              each.accept(files.get(i), answer);
            }
          });
    }
    if (read[0] == 0) {
      throw unread("all of " + question.paths());
    }
  }

  private static List<ImageInput> inputs(List<Path> files) {
    return files.stream().map(ImageInput::of).toList();
  }

  private static Answer<FilePrediction> of(Path file, Answer<Explanation> answer) {
    return new Answer<>(
        answer.input(),
        answer.value().map(by -> new FilePrediction(file, by.prediction(), by.nearest())),
        answer.problem());
  }

  private static Failure unread(String received) {
    return Failure.run("no image could be read")
        .received("%s", received)
        .accepted("PNG, JPEG, WebP, TIFF, BMP or GIF images")
        .next("check the files")
        .build();
  }

  private static List<FilePrediction> predictions(
      List<Path> files, List<Answer<Explanation>> answers, Context context) {
    List<FilePrediction> predictions = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      Answer<FilePrediction> answer = of(file, answers.get(i));
      answer.value().ifPresent(predictions::add);
      answer.problem().ifPresent(problem -> broken.add(file + ": " + problem));
    }
    broken.forEach(problem -> context.progress().line("skipped: " + problem));
    if (predictions.isEmpty()) {
      throw unread(String.join("; ", broken));
    }
    return predictions;
  }
}
