package io.headstart.report;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code manifest.json} says about a run. Only the format number and the name must be there;
 * everything else may be absent (a run still under way has no figures) and is then empty.
 *
 * @param name the checkpoint's name, for example {@code model_1}
 * @param status {@code finished} or {@code running}
 * @param created when the run began, ISO 8601 in UTC
 * @param program version of the trainer
 * @param versions versions of Java, DJL and PyTorch by name
 * @param device where it was trained, for example {@code cpu}
 * @param classes class names in label order
 * @param data the images
 * @param backbone what made features of them
 * @param layers widths from the input to the output, for example 512, 64, 10
 * @param parameters trained numbers of the head
 * @param epochs passes over the training images that were completed
 * @param updates optimizer steps that were completed
 * @param bestEpoch the epoch whose weights are kept, from 1
 * @param figures what was reached on {@code train}, {@code validation} and {@code test}
 * @param seconds time taken, by stage
 * @param files SHA-256 of the checkpoint's files, by file name
 */
public record Manifest(
    String name,
    String status,
    String created,
    String program,
    Map<String, String> versions,
    String device,
    Optional<Long> seed,
    List<String> classes,
    Data data,
    Backbone backbone,
    List<Integer> layers,
    Optional<Long> parameters,
    int epochs,
    Optional<Long> updates,
    Optional<Integer> bestEpoch,
    Map<String, Figures> figures,
    Map<String, Double> seconds,
    Map<String, String> files) {
  /** The file's version that this class reads. */
  static final int FORMAT = 1;

  /** The sets that may have figures, in the order of reports. */
  static final List<String> SETS = List.of("train", "validation", "test");

  /** The images of a run. */
  public record Data(String name, List<Part> parts, List<String> notes) {}

  /** One file or folder of images and the hash of its bytes. */
  public record Part(String name, long count, String hash) {}

  /** What made features of the images. */
  public record Backbone(String name, String weights, String hash, String precision) {}

  /**
   * What was reached on a set.
   *
   * @param count images
   * @param accuracy fraction, 0..1
   * @param loss mean cross-entropy in nats
   */
  public record Figures(int count, double accuracy, double loss) {}

  /** Returns what was reached on a set, if it was evaluated. */
  public Optional<Figures> figures(String set) {
    return Optional.ofNullable(figures.get(set));
  }

  /** Returns the name of a class; its index if the manifest has no name for it. */
  public String className(int index) {
    return index < classes.size() ? classes.get(index) : "class " + index;
  }

  static Manifest read(Path file) {
    JsonFields fields = JsonFields.read(file);
    if (fields.whole("format").orElse(0L) != FORMAT) {
      throw fields.wrong("format", "format " + FORMAT + ", the one this version reads");
    }
    return new Manifest(
        fields.text("name").orElseThrow(() -> fields.wrong("name", "the checkpoint's name")),
        fields.text("status").orElse("unknown"),
        fields.text("created").orElse(""),
        fields.text("program").orElse(""),
        fields.textMap("versions"),
        fields.text("device").orElse(""),
        fields.whole("seed"),
        fields.texts("classes"),
        fields.object("data").map(Manifest::data).orElse(new Data("", List.of(), List.of())),
        fields.object("backbone").map(Manifest::backbone).orElse(new Backbone("", "", "", "")),
        fields.counts("layers"),
        fields.whole("parameters"),
        fields.count("epochs").orElse(0),
        fields.whole("updates"),
        fields.count("bestEpoch"),
        fields.object("figures").map(Manifest::allFigures).orElse(Map.of()),
        fields.numberMap("seconds"),
        fields.textMap("files"));
  }

  private static Data data(JsonFields fields) {
    List<Part> parts =
        fields.objects("parts").stream()
            .map(
                part ->
                    new Part(
                        part.text("name").orElse(""),
                        part.whole("count").orElse(0L),
                        part.text("hash").orElse("")))
            .toList();
    return new Data(fields.text("name").orElse(""), parts, fields.texts("notes"));
  }

  private static Backbone backbone(JsonFields fields) {
    return new Backbone(
        fields.text("name").orElse(""),
        fields.text("weights").orElse(""),
        fields.text("hash").orElse(""),
        fields.text("precision").orElse(""));
  }

  private static Map<String, Figures> allFigures(JsonFields fields) {
    Map<String, Figures> all = new LinkedHashMap<>();
    for (String set : SETS) {
      fields.object(set).ifPresent(figures -> all.put(set, figures(figures)));
    }
    return all;
  }

  private static Figures figures(JsonFields fields) {
    double accuracy =
        fields.number("accuracy").orElseThrow(() -> fields.wrong("accuracy", "a fraction, 0..1"));
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw fields.wrong("accuracy", "a fraction, 0..1");
    }
    return new Figures(
        fields.count("count").orElseThrow(() -> fields.wrong("count", "a number of images")),
        accuracy,
        fields.number("loss").orElse(Double.NaN));
  }
}
