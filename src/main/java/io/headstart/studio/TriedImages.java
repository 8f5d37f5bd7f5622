package io.headstart.studio;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.experiment.Context;
import io.headstart.experiment.ExplainFlow;
import io.headstart.inference.ImageInput;
import io.headstart.report.ReportData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images that somebody tries on a run. One run is open at a time, with its backbone and its
 * training images' features; nothing is loaded before the first image.
 */
final class TriedImages implements AutoCloseable {
  private static final int TOP = 5;
  private static final int NEAREST = 12;

  private final List<String> changes;
  private final Context context;
  private String open = "";
  private ExplainFlow flow;

  TriedImages(List<String> changes, Context context) {
    this.changes = changes;
    this.context = context;
  }

  /**
   * Says what an image is.
   *
   * @param image bytes of an image file
   * @throws io.headstart.Failure when the run cannot be used, or the image not be decoded
   */
  synchronized Map<String, Object> explain(Checkpoint checkpoint, byte[] image) {
    ImageInput input = ImageInput.of(image).named("the image");
    ExplainFlow.Explanation explanation = open(checkpoint).explain(input, NEAREST);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", checkpoint.name());
    document.putAll(explanation.prediction().fields(TOP));
    document.put(
        "shown",
        explanation.prediction().top(TOP).stream()
            .map(c -> ReportData.percent(c.probability()))
            .toList());
    document.put("nearest", explanation.nearest().stream().map(ExplainFlow.Near::fields).toList());
    document.put("compared", flow.hasTrainingImages());
    return document;
  }

  /** A run that was trained again under its name is another. */
  private ExplainFlow open(Checkpoint checkpoint) {
    String wanted =
        checkpoint.name() + "/" + checkpoint.finishedManifest().files().get("weights.safetensors");
    if (!wanted.equals(open)) {
      close();
      flow = ExplainFlow.open(checkpoint, changes, context);
      open = wanted;
    }
    return flow;
  }

  @Override
  public synchronized void close() {
    if (flow != null) {
      flow.close();
      flow = null;
      open = "";
    }
  }
}
