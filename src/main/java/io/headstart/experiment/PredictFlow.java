package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.data.FoundImage;
import io.headstart.data.ImagePaths;
import io.headstart.inference.Answer;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
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

  /** What a file was taken for. */
  public record FilePrediction(String file, Prediction prediction) {}

  /**
   * What is to be classified.
   *
   * @param places paths and addresses of files and folders
   * @param top how many of the most probable classes will be looked at: answers may have no others
   */
  public record Wanted(List<String> places, int top) {
    /** All classes of files and folders of this machine. */
    public static Wanted of(List<Path> paths) {
      return new Wanted(paths.stream().map(Path::toString).toList(), Integer.MAX_VALUE);
    }
  }

  /**
   * Predicts.
   *
   * @param checkpoint whose classes they are
   * @param changes of the checkpoint's own settings, as {@link TrainedSettings} allows
   * @return what every file was taken for that could be read; the others are told to the progress
   */
  public static List<FilePrediction> run(
      Checkpoint checkpoint, List<String> changes, Wanted wanted, Context context) {
    // Contradictions are said before files are looked for.
    TrainedSettings.forPrediction(checkpoint, changes);
    List<FoundImage> files = ImagePaths.find(wanted.places(), context.remoteFiles());
    List<Answer<Prediction>> answers = new ArrayList<>();
    try (Classification classification =
        open(checkpoint, changes, wanted.top(), context, answers::add)) {
      classification.classify(files);
      classification.finish();
    }
    return predictions(answers, context);
  }

  /**
   * Predicts images as they come, with flat memory however many there are.
   *
   * @param wanted places in their order; the files of a folder in that of their names
   * @param each hears of every file: what it was taken for, or why it could not be read
   * @throws Failure when there is no image, or none could be read
   */
  public static void stream(
      Checkpoint checkpoint,
      List<String> changes,
      Wanted wanted,
      Context context,
      Consumer<Answer<Prediction>> each) {
    int[] read = new int[1];
    Consumer<Answer<Prediction>> counted =
        answer -> {
          read[0] += answer.value().isPresent() ? 1 : 0;
          each.accept(answer);
        };
    try (Classification classification =
        open(checkpoint, changes, wanted.top(), context, counted)) {
      ImagePaths.forEach(
          wanted.places(), context.remoteFiles(), AT_A_TIME, classification::classify);
      classification.finish();
    }
    if (read[0] == 0) {
      throw unread("all of " + wanted.places());
    }
  }

  private static Classification open(
      Checkpoint checkpoint,
      List<String> changes,
      int top,
      Context context,
      Consumer<Answer<Prediction>> each) {
    if (context.cluster().isPresent()) {
      SentClassifier classifier = SentClassifier.of(checkpoint, changes, top);
      return context.cluster().get().classification(classifier, context, each);
    }
    return new Here(checkpoint, changes, context, each);
  }

  /** Classifies in this process. */
  private static final class Here implements Classification {
    private final Headstart headstart;
    private final Classifier classifier;
    private final Consumer<Answer<Prediction>> each;

    Here(
        Checkpoint checkpoint,
        List<String> changes,
        Context context,
        Consumer<Answer<Prediction>> each) {
      Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
      this.each = each;
      this.headstart = Headstart.start(context.machine(settings), context.progress());
      try {
        this.classifier = headstart.classifier(checkpoint, changes);
      } catch (RuntimeException e) {
        headstart.close();
        throw e;
      }
    }

    @Override
    public void classify(List<FoundImage> images) {
      classifier.tryClassify(images.stream().map(ImageInput::of).toList()).forEach(each);
    }

    @Override
    public void finish() {
      // Every call has waited for its own.
    }

    @Override
    public void close() {
      headstart.close();
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
      List<Answer<Prediction>> answers, Context context) {
    List<FilePrediction> predictions = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Answer<Prediction> answer : answers) {
      String file = answer.input().name();
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
