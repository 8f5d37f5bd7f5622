package io.headstart.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code manifest.json} of a run: where the result came from and what it is worth. Its last field
 * is the SHA-256 of the text before it.
 *
 * @param name the checkpoint's name
 * @param status {@link #RUNNING} until the last figures are in, then {@link #FINISHED}
 * @param created ISO 8601, UTC
 * @param program this program's version
 * @param versions of Java, DJL and PyTorch
 * @param device that did the work: {@code cpu} or {@code cuda:N}
 * @param seed from which all random choices derive
 * @param classes names in order of labels
 * @param data the image parts used
 * @param backbone what made the features: its name, weights, precision, hash
 * @param layers inputs, hidden widths, classes
 * @param parameters weights and biases
 * @param epochs trained
 * @param updates made
 * @param bestEpoch the first with the best validation accuracy, from 1; empty unless validation
 *     images were evaluated after epochs
 * @param keptEpoch after which the weights are those in {@code weights.safetensors}, 0 before the
 *     first; empty in a run under way and in files of version 0.1.0, see {@link
 *     RunFolder#keptEpoch}
 * @param figures by set: train, validation, test
 * @param baselines accuracy of simple classifiers on the same features, 0 .. 1, by their name and
 *     set; empty where none were asked for, and in files of version 0.1.0
 * @param members SHA-256 of the weights of the heads that this one is the mean of, by their
 *     checkpoint's name; empty where it was trained
 * @param seconds by stage: features, train, baselines
 * @param files SHA-256 of the files beside this one, by name. Where a run is under way, also one
 *     that was finished and goes on, its state and history are not among them: they change with
 *     every epoch, and the state carries the sums of all three
 */
public record Manifest(
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
    List<Integer> layers,
    long parameters,
    int epochs,
    long updates,
    Optional<Integer> bestEpoch,
    Optional<Integer> keptEpoch,
    Map<String, SetFigures> figures,
    Map<String, Map<String, Double>> baselines,
    Map<String, String> members,
    Map<String, Double> seconds,
    Map<String, String> files) {

  /** A run under way, or stopped before its end. */
  public static final String RUNNING = "running";

  /** A run with all its figures. */
  public static final String FINISHED = "finished";

  /** The layout. A field more does not change it: readers pass over what they do not know. */
  private static final int FORMAT = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The images of a run. */
  public record Data(String name, List<Part> parts, List<String> notes) {
    private Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("parts", parts.stream().map(Part::fields).toList());
      fields.put("notes", notes);
      return fields;
    }
  }

  /**
   * One part of the images.
   *
   * @param hash SHA-256 of pixels and labels
   * @param columns SHA-256 of groups and weights; empty where no image has either
   */
  public record Part(String name, int count, String hash, Optional<String> columns) {
    private Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("count", count);
      fields.put("hash", hash);
      columns.ifPresent(sum -> fields.put("columns", sum));
      return fields;
    }
  }

  /**
   * Says which epoch's weights a run ends with: the best one's when it stops early, else the last.
   *
   * @param stopsEarly whether the run was to stop early
   * @param best the best epoch by validation accuracy, if there is one
   * @param last the last epoch trained
   */
  public static int keptEpoch(boolean stopsEarly, Optional<Integer> best, int last) {
    return stopsEarly ? best.orElse(last) : last;
  }

  /** Returns what was reached on a set, if it was evaluated. */
  public Optional<SetFigures> figures(String set) {
    return Optional.ofNullable(figures.get(set));
  }

  /** Returns the name of a class; its index if there is no name for it. */
  public String className(int index) {
    return index < classes.size() ? classes.get(index) : "class " + index;
  }

  /** Returns whether all figures are in. */
  public boolean finished() {
    return status.equals(FINISHED);
  }

  /** Returns the file's text. */
  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("name", name);
    fields.put("status", status);
    fields.put("created", created);
    fields.put("program", program);
    fields.put("versions", versions);
    fields.put("device", device);
    fields.put("seed", seed);
    fields.put("classes", classes);
    fields.put("data", data.fields());
    fields.put("backbone", backbone);
    fields.put("layers", layers);
    fields.put("parameters", parameters);
    fields.put("epochs", epochs);
    fields.put("updates", updates);
    bestEpoch.ifPresent(epoch -> fields.put("bestEpoch", epoch));
    keptEpoch.ifPresent(epoch -> fields.put("keptEpoch", epoch));
    Map<String, Object> sets = new LinkedHashMap<>();
    figures.forEach((set, reached) -> sets.put(set, reached.fields()));
    fields.put("figures", sets);
    if (!baselines.isEmpty()) {
      fields.put("baselines", baselines);
    }
    if (!members.isEmpty()) {
      fields.put("members", members);
    }
    fields.put("seconds", seconds);
    fields.put("files", files);
    return Seal.seal(GSON.toJson(fields)) + "\n";
  }

  /** Returns the manifest with other sums of files. */
  public Manifest withFiles(Map<String, String> files) {
    return with(backbone, files);
  }

  /** Returns the manifest with another description of the backbone. */
  public Manifest withBackbone(Map<String, String> backbone) {
    return with(backbone, files);
  }

  private Manifest with(Map<String, String> backbone, Map<String, String> files) {
    return new Manifest(
        name,
        status,
        created,
        program,
        versions,
        device,
        seed,
        classes,
        data,
        backbone,
        layers,
        parameters,
        epochs,
        updates,
        bestEpoch,
        keptEpoch,
        figures,
        baselines,
        members,
        seconds,
        files);
  }

  /**
   * Reads the file.
   *
   * @throws io.headstart.Failure when it cannot be read, is no whole manifest, or one of a layout
   *     this program does not know
   */
  public static Manifest read(Path file) {
    return of(JsonFields.read(file));
  }

  /** As {@link #read}, of the text of a file that another machine has. */
  public static Manifest parse(Path file, String text) {
    return of(JsonFields.parse(file, text));
  }

  private static Manifest of(JsonFields fields) {
    if (fields.whole("format").orElse(0L) != FORMAT) {
      throw fields.wrong("format", "format " + FORMAT + ", the one this version reads");
    }
    return new Manifest(
        fields.required("name", JsonFields::text),
        status(fields),
        fields.required("created", JsonFields::text),
        fields.required("program", JsonFields::text),
        fields.required("versions", JsonFields::textMap),
        fields.required("device", JsonFields::text),
        fields.required("seed", JsonFields::whole),
        fields.required("classes", JsonFields::texts),
        data(fields.required("data", JsonFields::object)),
        fields.required("backbone", JsonFields::textMap),
        fields.required("layers", JsonFields::counts),
        fields.required("parameters", JsonFields::whole),
        fields.required("epochs", JsonFields::count),
        fields.required("updates", JsonFields::whole),
        fields.count("bestEpoch").filter(epoch -> epoch > 0), // Version 0.1.0 wrote 0 for none.
        fields.count("keptEpoch"),
        allFigures(fields.required("figures", JsonFields::object)),
        fields.object("baselines").map(Manifest::baselines).orElse(Map.of()),
        fields.textMap("members").orElse(Map.of()),
        fields.required("seconds", JsonFields::numberMap),
        fields.required("files", JsonFields::textMap));
  }

  private static String status(JsonFields fields) {
    String status = fields.required("status", JsonFields::text);
    if (!status.equals(RUNNING) && !status.equals(FINISHED)) {
      throw fields.wrong("status", RUNNING + " or " + FINISHED);
    }
    return status;
  }

  private static Data data(JsonFields fields) {
    List<Part> parts =
        fields.required("parts", JsonFields::objects).stream()
            .map(
                part ->
                    new Part(
                        part.required("name", JsonFields::text),
                        part.required("count", JsonFields::count),
                        part.required("hash", JsonFields::text),
                        part.text("columns")))
            .toList();
    return new Data(
        fields.required("name", JsonFields::text),
        parts,
        fields.required("notes", JsonFields::texts));
  }

  private static Map<String, SetFigures> allFigures(JsonFields fields) {
    Map<String, SetFigures> all = new LinkedHashMap<>();
    for (String set : SetFigures.SETS) {
      fields.object(set).ifPresent(figures -> all.put(set, figures(figures)));
    }
    return all;
  }

  private static Map<String, Map<String, Double>> baselines(JsonFields fields) {
    Map<String, Map<String, Double>> all = new LinkedHashMap<>();
    for (String name : fields.names()) {
      JsonFields one = fields.required(name, JsonFields::object);
      Map<String, Double> accuracies = new LinkedHashMap<>();
      for (String set : SetFigures.SETS) {
        Optional<Double> accuracy = one.number(set);
        if (accuracy.filter(value -> !(value >= 0 && value <= 1)).isPresent()) {
          throw one.wrong(set, "a fraction, 0..1");
        }
        accuracy.ifPresent(value -> accuracies.put(set, value));
      }
      all.put(name, accuracies);
    }
    return all;
  }

  private static SetFigures figures(JsonFields fields) {
    int count = fields.required("count", JsonFields::count);
    fields.required("accuracy", JsonFields::number);
    fields.required("loss", JsonFields::number);
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : Metrics.ALL) {
      Optional<Double> value = fields.number(metric.name());
      if (metric.kind() != Metric.Kind.LOSS && value.filter(v -> !(v >= 0 && v <= 1)).isPresent()) {
        throw fields.wrong(metric.name(), "a fraction, 0..1");
      }
      value.ifPresent(v -> values.put(metric.name(), v));
    }
    return new SetFigures(count, values);
  }
}
