package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.data.FoundImage;
import io.headstart.data.ImagePaths;
import io.headstart.experiment.ExplainFlow.Explanation;
import io.headstart.experiment.ExplainFlow.Near;
import io.headstart.inference.Answer;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Classes of image files, by a checkpoint. */
public final class PredictFlow {
  /** Files whose answers are held at a time: many batches, and little memory. */
  private static final int AT_A_TIME = 512;

  private PredictFlow() {}

  /** What a file was taken for, and the training images nearest to it if they were asked for. */
  public record FilePrediction(String file, Prediction prediction, List<Near> nearest) {}

  /**
   * What is asked.
   *
   * @param checkpoint whose classes they are
   * @param changes of the checkpoint's own settings, as {@link TrainedSettings} allows for
   *     prediction, or for evaluation where training images are asked for
   * @param places paths and addresses of files and folders, in their order; the files of a folder
   *     in that of their names
   * @param top how many of the most probable classes will be looked at: answers may have no others
   * @param nearest how many training images of each image's features; 0 for none, and for none to
   *     be read
   */
  public record Question(
      Checkpoint checkpoint, List<String> changes, List<String> places, int top, int nearest) {
    /** Asks for all classes of files and folders of this machine, and for no training images. */
    public static Question of(Checkpoint checkpoint, List<String> changes, List<Path> paths) {
      List<String> places = paths.stream().map(Path::toString).toList();
      return new Question(checkpoint, changes, places, Integer.MAX_VALUE, 0);
    }

    /** Says contradictions before files are looked for. */
    private void check(Context context) {
      if (nearest == 0) {
        TrainedSettings.forPrediction(checkpoint, changes);
      } else {
        TrainedSettings.forEvaluation(checkpoint, changes);
      }
      if (nearest > 0 && context.cluster().isPresent()) {
        throw Failure.usage("a cluster looks for no nearest training images")
            .received("nearest: %d", nearest)
            .accepted("on one machine: any number; on a cluster: 0")
            .next("leave it out, or ask without `spark`")
            .build();
      }
    }

    private Classification open(Context context, Consumer<Answer<FilePrediction>> each) {
      if (context.cluster().isEmpty()) {
        return new Here(this, context, each);
      }
      SentClassifier classifier = SentClassifier.of(checkpoint, changes, top);
      return context
          .cluster()
          .get()
          .classification(
              classifier,
              context,
              answer ->
                  each.accept(
                      answer.map(
                          value -> new FilePrediction(answer.input().name(), value, List.of()))));
    }
  }

  /**
   * Predicts.
   *
   * @return what every file was taken for that could be read; the others are told to the progress
   */
  public static List<FilePrediction> run(Question question, Context context) {
    question.check(context);
    List<FoundImage> files = ImagePaths.find(question.places(), context.remoteFiles());
    List<Answer<FilePrediction>> answers = new ArrayList<>();
    try (Classification classification = question.open(context, answers::add)) {
      classification.classify(files);
      classification.finish();
    }
    return predictions(answers, context);
  }

  /**
   * Predicts images as they come, with flat memory however many there are.
   *
   * @param each hears of every file: what it was taken for, or why it could not be read
   * @throws Failure when there is no image, or none could be read
   */
  public static void stream(
      Question question, Context context, Consumer<Answer<FilePrediction>> each) {
    question.check(context);
    int[] read = new int[1];
    Consumer<Answer<FilePrediction>> counted =
        answer -> {
          read[0] += answer.value().isPresent() ? 1 : 0;
          each.accept(answer);
        };
    try (Classification classification = question.open(context, counted)) {
      ImagePaths.forEach(
          question.places(), context.remoteFiles(), AT_A_TIME, classification::classify);
      classification.finish();
    }
    if (read[0] == 0) {
      throw unread("all of " + question.places());
    }
  }

  /** Classifies in this process. */
  private static final class Here implements Classification {
    private final ExplainFlow by;
    private final int nearest;
    private final Consumer<Answer<FilePrediction>> each;

    Here(Question question, Context context, Consumer<Answer<FilePrediction>> each) {
      this.nearest = question.nearest();
      this.each = each;
      this.by =
          nearest == 0
              ? ExplainFlow.openWithoutTraining(question.checkpoint(), question.changes(), context)
              : ExplainFlow.openWithTraining(question.checkpoint(), question.changes(), context);
    }

    @Override
    public void classify(List<FoundImage> images) {
      for (Answer<Explanation> answer :
          by.explain(images.stream().map(ImageInput::of).toList(), nearest)) {
        String file = answer.input().name();
        each.accept(
            answer.map(found -> new FilePrediction(file, found.prediction(), found.nearest())));
      }
    }

    @Override
    public void finish() {
      // Every call has waited for its own.
    }

    @Override
    public void close() {
      by.close();
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
      List<Answer<FilePrediction>> answers, Context context) {
    List<FilePrediction> predictions = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Answer<FilePrediction> answer : answers) {
      String file = answer.input().name();
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
