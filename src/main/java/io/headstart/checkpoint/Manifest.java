package io.headstart.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Map;

/**
 * {@code manifest.json} of a checkpoint: where the result came from and what it is worth.
 *
 * @param format version of this file's layout
 * @param name the checkpoint's name
 * @param status {@code running} until the last figures are in, then {@code finished}
 * @param created ISO 8601, UTC
 * @param program this program's version
 * @param versions of Java, DJL and PyTorch
 * @param device that did the work: {@code cpu} or {@code cuda:N}
 * @param seed from which all random choices derive
 * @param classes names in order of labels
 * @param data the image parts used
 * @param backbone what made the features
 * @param layers inputs, hidden widths, classes
 * @param parameters weights and biases
 * @param epochs trained
 * @param updates made
 * @param bestEpoch by validation accuracy; 0 without validation
 * @param figures by set: train, validation, test
 * @param seconds by stage: features, train
 * @param files SHA-256 of the files beside this one, by name
 */
public record Manifest(
    int format,
    String name,
    String status,
    String created,
    String program,
    Map<String, String> versions,
    String device,
    long seed,
    List<String> classes,
    Data data,
    Map<String, String> backbone,
    List<Long> layers,
    int parameters,
    int epochs,
    long updates,
    int bestEpoch,
    Map<String, Figures> figures,
    Map<String, Double> seconds,
    Map<String, String> files) {

  /** The layout this program writes. */
  public static final int FORMAT = 1;

  /** A run under way, or stopped before its end. */
  public static final String RUNNING = "running";

  /** A run with all its figures. */
  public static final String FINISHED = "finished";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The images of a run. */
  public record Data(String name, List<Part> parts, List<String> notes) {}

  /** One part of the images: its name, its size and the SHA-256 of its content. */
  public record Part(String name, int count, String hash) {}

  /** Figures of one set: images, accuracy as a fraction, mean cross-entropy. */
  public record Figures(int count, double accuracy, double loss) {}

  /** Returns the validation accuracy, or a number below 0 without. */
  public double validationAccuracy() {
    return figures.containsKey("validation") ? figures.get("validation").accuracy() : -1;
  }

  /** Returns whether all figures are in. */
  public boolean finished() {
    return status.equals(FINISHED);
  }

  /** Returns the file's text. */
  public String json() {
    return GSON.toJson(this) + "\n";
  }

  /**
   * Reads the file's text.
   *
   * @throws IllegalArgumentException when it is no manifest, or a newer one
   */
  public static Manifest parse(String json) {
    try {
      Manifest manifest = GSON.fromJson(json, Manifest.class);
      if (manifest == null || manifest.name == null || manifest.figures == null) {
        throw new IllegalArgumentException("not a manifest");
      }
      if (manifest.format > FORMAT) {
        throw new IllegalArgumentException("written by a newer program: format " + manifest.format);
      }
      return manifest;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }
}
