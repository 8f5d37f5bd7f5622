package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Head;
import io.headstart.checkpoint.HeadEnsemble;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.CalibrateSettings;
import io.headstart.config.DataSettings;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.config.SettingsDiff;
import io.headstart.metrics.Evaluation;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.run.SetCalibration;
import io.headstart.setting.InvalidSetting;
import io.headstart.train.DeviceRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes one checkpoint of several: heads of other seeds, folds or backbones, whose logits are
 * averaged. It predicts, is evaluated and exported as any other.
 */
public final class EnsembleFlow {
  private static final Set<String> ALLOWED =
      Set.of(
          "features.backbone",
          "features.weights",
          "features.batch-size",
          "features.standardize",
          "features.pca");

  private final List<Checkpoint> members;
  private final List<Settings> trained;
  private final Context context;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  private EnsembleFlow(List<Checkpoint> members, Context context) {
    this.members = members;
    this.trained =
        members.stream().map(member -> TrainedSettings.asItRan(member, member.settings())).toList();
    this.context = context;
  }

  /**
   * Joins finished checkpoints.
   *
   * @param members two or more, of the same classes, images, views and number of layers
   * @param name of the new one; empty for the next free model_N
   * @param all where it goes
   */
  public static TrainFlow.TrainedHead run(
      List<Checkpoint> members, Optional<String> name, Checkpoints all, Context context) {
    EnsembleFlow flow = new EnsembleFlow(members, context);
    flow.check();
    try (CheckpointWriter writer = all.allocate(name)) {
      return flow.join(writer);
    }
  }

  /**
   * Several heads and what became of them.
   *
   * @param heads each with a checkpoint of its own
   * @param ensemble the one of them all
   */
  public record TrainedEnsemble(
      List<TrainFlow.TrainedHead> heads, TrainFlow.TrainedHead ensemble) {}

  /**
   * Trains a head for each seed, all in one pass, or for each of {@code data.split.folds}, and
   * joins them.
   *
   * @param seeds of the heads; none where the settings ask for folds
   * @param name of the ensemble
   */
  public static TrainedEnsemble train(
      Settings settings, List<Long> seeds, String name, Context context) {
    boolean folds = FoldsFlow.isWanted(settings);
    if (!folds && seeds.size() < 2) {
      throw Failure.usage("an ensemble has several heads")
          .received("%d seeds and no folds", seeds.size())
          .accepted("two seeds or more, or data.split.folds")
          .next("add seeds: `--seeds 0,1,2,3,4`")
          .build();
    }
    Checkpoints all = new Checkpoints(Path.of(settings.checkpoint().directory()));
    // Before any work, so that a name that is taken fails no later.
    try (CheckpointWriter writer = all.allocate(Optional.of(name))) {
      List<TrainFlow.TrainedHead> heads =
          folds ? FoldsFlow.train(settings, context) : TrainFlow.train(settings, seeds, context);
      EnsembleFlow flow =
          new EnsembleFlow(
              heads.stream().map(head -> all.find(head.manifest().name())).toList(), context);
      flow.check();
      return new TrainedEnsemble(heads, flow.join(writer));
    }
  }

  private void check() {
    if (members.size() < 2) {
      throw Failure.usage("an ensemble has two members or more")
          .received("%d", members.size())
          .accepted("names of two checkpoints or more")
          .next("name them: `ensemble model_1 model_2`")
          .build();
    }
    alike("classes", member -> member.finishedManifest().classes());
    alike("images", member -> member.finishedManifest().data().parts());
    alike("number of layers", member -> member.finishedManifest().layers().size());
    alike("augment.views", member -> member.settings().augment().views());
    alike("precision", member -> member.finishedManifest().backbone().get("precision"));
    alike("data.image-size", member -> member.settings().data().imageSize());
    alike("data.resize", member -> member.settings().data().resize());
  }

  private void alike(String what, Function<Checkpoint, Object> fact) {
    Object first = fact.apply(members.get(0));
    for (Checkpoint member : members) {
      if (!fact.apply(member).equals(first)) {
        throw differing(what, member.name(), members.get(0).name());
      }
    }
  }

  private static Failure differing(String what, String member, String first) {
    return Failure.usage("the heads cannot be averaged")
        .received("%s: that of %s is another than that of %s", what, member, first)
        .accepted("heads of the same classes, images, views, precision and number of layers")
        .next("leave one of them out, or train it anew")
        .build();
  }

  private TrainFlow.TrainedHead join(CheckpointWriter writer) {
    List<FeatureSettings> features =
        trained.stream().map(one -> one.features().plain()).distinct().toList();
    Settings settings = settings(writer, features);
    warnUncalibrated(settings);
    String hashes = hashes(features);
    try (Inputs inputs = Inputs.open(settings, Optional.of(hashes), context)) {
      long start = System.nanoTime();
      inputs.extractAll();
      seconds.put("features", (System.nanoTime() - start) / 1e9);
      seconds.put("train", 0.0);
      Head head = head(features, inputs.dimension());
      try (DeviceRows rows = inputs.training()) {
        rows.transform(head.transform());
        try (EvaluationSets sets = EvaluationSets.open(inputs, rows, head.transform())) {
          return finish(writer, settings, inputs, sets, head);
        }
      }
    }
  }

  private String hashes(List<FeatureSettings> features) {
    List<String> hashes = new ArrayList<>();
    for (FeatureSettings one : features) {
      for (int m = 0; m < members.size(); m++) {
        if (trained.get(m).features().plain().equals(one)) {
          hashes.add(members.get(m).backboneHash());
          break;
        }
      }
    }
    return String.join(" ", hashes);
  }

  private Head head(List<FeatureSettings> features, int dimension) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    List<HeadEnsemble.Member> heads = new ArrayList<>();
    for (FeatureSettings one : features) {
      int width = 0;
      for (int m = 0; m < members.size(); m++) {
        if (trained.get(m).features().plain().equals(one)) {
          Head head = members.get(m).head();
          width = head.transform().features(head.shape().inputs());
          heads.add(new HeadEnsemble.Member(head, starts.get(starts.size() - 1)));
        }
      }
      starts.add(starts.get(starts.size() - 1) + width);
    }
    if (starts.get(features.size()) != dimension) {
      throw new IllegalStateException(starts + " of " + dimension + " features");
    }
    return HeadEnsemble.of(heads, dimension);
  }

  /** Returns settings with which the ensemble is used: those of the first, widened. */
  private Settings settings(CheckpointWriter writer, List<FeatureSettings> features) {
    Settings first = trained.get(0);
    List<Integer> hidden = new ArrayList<>();
    for (int l = 0; l < first.model().hidden().size(); l++) {
      int layer = l;
      hidden.add(trained.stream().mapToInt(one -> one.model().hidden().get(layer)).sum());
    }
    FeatureSettings joined = features.size() == 1 ? first.features() : joined(features, trained);
    Settings settings =
        first
            .withFeatures(joined)
            .withModel(first.model().withHidden(hidden))
            .withCalibrate(validates() ? calibrate() : Optional.empty())
            .withBaselines(false)
            .withCheckpoint(first.checkpoint().withName(writer.checkpoint().name()));
    return validates() ? settings : withoutValidation(settings);
  }

  /** Returns how the ensemble is calibrated: as all of its heads are. */
  private Optional<CalibrateSettings> calibrate() {
    return trained.stream().map(Settings::calibrate).distinct().count() == 1
        ? trained.get(0).calibrate()
        : Optional.empty();
  }

  /** Says that nobody may take the ensemble's probabilities for those of its calibrated heads. */
  private void warnUncalibrated(Settings settings) {
    boolean wanted = trained.stream().anyMatch(one -> one.calibrate().isPresent());
    if (wanted && settings.calibrate().isEmpty()) {
      context
          .progress()
          .warning(
              "WARNING: the ensemble is not calibrated: its heads "
                  + (validates() ? "differ in calibrate" : "have no validation images in common"));
    }
  }

  /** What validated one fold, or one draw of the images, trained the others. */
  private boolean validates() {
    return trained.stream().noneMatch(one -> one.data().split().fold().isPresent())
        && trained.stream().map(one -> one.data().split()).distinct().count() == 1
        && trained.stream().map(Settings::seed).distinct().count() == 1;
  }

  private static Settings withoutValidation(Settings settings) {
    DataSettings data = settings.data();
    return settings
        .withTrain(settings.train().withoutEarlyStopping())
        .withData(data.withSplit(data.split().withoutValidation()));
  }

  private static FeatureSettings joined(List<FeatureSettings> features, List<Settings> trained) {
    try {
      return FeatureSettings.joined(features);
    } catch (InvalidSetting differing) {
      throw Failure.usage("the heads cannot be averaged")
          .received("%s", differences(trained, differing.received()))
          .accepted(
              "heads whose features differ in features.backbone and its weights alone, each network"
                  + " once, no pixels beside networks")
          .next("leave one of them out, or train it anew")
          .cause(differing)
          .build();
    }
  }

  /** Returns the settings of features that differ and must not; {@code otherwise} where none do. */
  private static String differences(List<Settings> trained, String otherwise) {
    Map<String, List<String>> differing = new TreeMap<>(SettingsDiff.between(trained));
    differing.keySet().removeIf(key -> !key.startsWith("features.") || ALLOWED.contains(key));
    return differing.isEmpty() ? otherwise : differing.toString();
  }

  private TrainFlow.TrainedHead finish(
      CheckpointWriter writer, Settings settings, Inputs inputs, EvaluationSets sets, Head head) {
    HeadManifest manifest = new HeadManifest(settings, inputs, head.shape(), seconds);
    writer.begin(settings, manifest.running(writer.checkpoint(), training()));
    writer.writeHead(head);
    Map<String, Evaluation> evaluations = sets.evaluate(inputs.torch(), head);
    Optional<SetCalibration> calibration =
        new ImageResults(inputs, sets).write(writer, head, settings.calibrate());
    Checkpoint checkpoint = writer.checkpoint();
    Manifest finished = manifest.finished(checkpoint, training(), evaluations, Map.of());
    writer.writeManifest(finished);
    RunReport.write(
        checkpoint.folder(),
        Difference.Response.REFUSE,
        Optional.of(RunImages.of(inputs.dataset())));
    return TrainFlow.TrainedHead.of(finished, checkpoint, inputs, calibration);
  }

  private HeadManifest.Training training() {
    Map<String, String> sums = new LinkedHashMap<>();
    members.forEach(
        member -> sums.put(member.name(), member.finishedManifest().files().get(RunFile.WEIGHTS)));
    List<Manifest> manifests = members.stream().map(Checkpoint::finishedManifest).toList();
    return new HeadManifest.Training(
        manifests.stream().mapToInt(Manifest::epochs).max().orElseThrow(),
        manifests.stream().mapToLong(Manifest::updates).sum(),
        Optional.empty(),
        Optional.empty(),
        sums);
  }
}
