package example;

import io.headstart.engine.RuntimeOptions;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Classifies image files with a checkpoint: {@code Classify CHECKPOINT IMAGE...}. */
public final class Classify {
  private Classify() {}

  public static void main(String[] args) {
    Path checkpoint = Path.of(args[0]);
    List<ImageInput> images =
        Arrays.stream(args).skip(1).map(file -> ImageInput.of(Path.of(file))).toList();
    try (Headstart headstart = Headstart.start(RuntimeOptions.on("auto").withoutNetwork());
        Classifier classifier = headstart.classifier(checkpoint)) {
      List<Prediction> predictions = classifier.classify(images); // batched; any thread
      for (int i = 0; i < images.size(); i++) {
        Prediction prediction = predictions.get(i);
        System.out.printf(
            "%s: %s %.3f%n", images.get(i).name(), prediction.label(), prediction.probability());
      }
    }
  }
}
