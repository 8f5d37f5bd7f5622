package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.data.FoundImage;
import io.headstart.inference.Answer;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.util.List;

/** A {@link SentClassifier} where it arrived. For one thread at a time. */
public final class OpenClassifier implements AutoCloseable {
  private final Headstart headstart;
  private final Classifier classifier;
  private final int top;

  OpenClassifier(Checkpoint checkpoint, List<String> changes, Context context, int top) {
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    this.top = top;
    this.headstart = Headstart.start(context.machine(settings), context.progress());
    try {
      this.classifier = headstart.classifier(checkpoint, changes);
    } catch (RuntimeException e) {
      headstart.close();
      throw e;
    }
  }

  /**
   * Classifies images; returns their answers as {@link #answer} reads them.
   *
   * @throws Failure when an image is not here: it was where it was listed
   */
  public List<String> classify(List<FoundImage> images) {
    for (FoundImage image : images) {
      if (!image.isHere()) {
        throw Failure.missing("an image that was listed is not seen here")
            .received("%s", image.name())
            .accepted("the files that were listed, at the same path on every machine")
            .next("put the images where all machines see them: a shared folder or Hadoop")
            .build();
      }
    }
    return classifier.tryClassify(images.stream().map(ImageInput::of).toList()).stream()
        .map(answer -> SentAnswer.text(answer, top))
        .toList();
  }

  /** Returns the answer that a machine sent of an image. */
  public static Answer<Prediction> answer(FoundImage image, String sent) {
    return SentAnswer.parse(image, sent);
  }

  @Override
  public void close() {
    headstart.close();
  }
}
