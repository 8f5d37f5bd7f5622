package io.headstart.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.calibrate.Calibration;
import io.headstart.data.FoundImage;
import io.headstart.inference.Answer;
import io.headstart.inference.Confidence;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import io.headstart.inference.Prediction.ClassProbability;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An answer on its way back, as text: numbers come out as they went in.
 *
 * @param problem why the image could not be decoded; null when it could
 * @param classes the most probable ones
 * @param confidence null where the checkpoint is not calibrated
 */
record SentAnswer(String problem, List<ClassProbability> classes, Sureness confidence) {
  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  /** A {@link Confidence}, with null for what there is none of. */
  private record Sureness(double probability, Double novelty, Calibration.Reason unknown) {
    static Sureness of(Confidence confidence) {
      OptionalDouble novelty = confidence.novelty();
      return new Sureness(
          confidence.probability(),
          novelty.isPresent() ? Double.valueOf(novelty.getAsDouble()) : null,
          confidence.unknown().orElse(null));
    }

    Confidence confidence() {
      return new Confidence(
          probability,
          novelty == null ? OptionalDouble.empty() : OptionalDouble.of(novelty),
          Optional.ofNullable(unknown));
    }
  }

  /** Returns an answer with its most probable classes as text. */
  static String text(Answer<Prediction> answer, int top) {
    return GSON.toJson(
        answer
            .value()
            .map(
                value ->
                    new SentAnswer(
                        null, value.top(top), value.confidence().map(Sureness::of).orElse(null)))
            .orElseGet(() -> new SentAnswer(answer.problem().orElseThrow(), List.of(), null)));
  }

  /** Returns the answer that a text is. */
  static Answer<Prediction> parse(FoundImage image, String text) {
    SentAnswer answer = GSON.fromJson(text, SentAnswer.class);
    ImageInput input = ImageInput.of(image);
    if (answer.problem != null) {
      return new Answer<>(input, Optional.empty(), Optional.of(answer.problem));
    }
    Optional<Confidence> confidence =
        Optional.ofNullable(answer.confidence).map(Sureness::confidence);
    return new Answer<>(
        input, Optional.of(new Prediction(answer.classes, confidence)), Optional.empty());
  }
}
