package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.ImageSet;
import io.headstart.data.Split;
import io.headstart.data.Splits;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import io.headstart.features.Extractor;
import io.headstart.health.CheckedImages;
import io.headstart.health.Subset;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.run.Manifest;
import io.headstart.store.FeatureStore;
import io.headstart.store.StoredFeatures;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything before the head: the images, their split, the backbone, and features of whatever part
 * of them is asked for, out of the store or computed.
 */
public final class Inputs implements AutoCloseable {
  private final Settings settings;
  private final Dataset dataset;
  private final Split split;
  private final TorchRuntime torch;
  private final Backbone backbone;
  private final Extractor extractor;
  private final FeatureStore store;
  private final ExtractedImages images;
  private final boolean borrowed;

  private Inputs(
      Settings settings,
      Dataset dataset,
      Split split,
      TorchRuntime torch,
      Backbone backbone,
      Context context) {
    this.settings = settings;
    this.dataset = dataset;
    this.split = split;
    this.torch = torch;
    this.backbone = backbone;
    this.store = context.store(settings);
    Extractor here =
        new Extractor(
            backbone,
            // Raw pixels are read as fast from the images themselves.
            Optional.of(store).filter(kept -> !settings.features().isPixels()),
            context.threads(),
            context.progress(),
            context.stop());
    this.extractor =
        context
            .cluster()
            .map(machines -> machines.extraction(settings, context))
            .map(here::on)
            .orElse(here);
    this.images =
        new ExtractedImages(ImageParts.of(dataset), extractor, settings.augment(), settings.seed());
    this.borrowed = false;
  }

  private Inputs(Inputs owner, Settings settings) {
    this.settings = settings;
    this.dataset = owner.dataset;
    this.split = Splits.of(dataset, settings.data().split(), settings.seed());
    this.torch = owner.torch;
    this.backbone = owner.backbone;
    this.extractor = owner.extractor;
    this.store = owner.store;
    this.images = owner.images;
    this.borrowed = true;
  }

  /**
   * Returns the same images and features, cut into other parts. It may be used beside this one and
   * by another thread, and lives as long as this one: closing it closes nothing.
   *
   * @param other settings that differ in {@code data.split} and what comes after the features
   */
  Inputs cut(Settings other) {
    return new Inputs(this, other);
  }

  /** Opens images and backbone; extracts nothing yet. */
  public static Inputs open(Settings settings, Context context) {
    return open(settings, Optional.empty(), context);
  }

  /**
   * As {@link #open(Settings, Context)}, for a checkpoint.
   *
   * @param trainedOn hash of the backbone's weights that it was trained on
   */
  static Inputs open(Settings settings, Optional<String> trainedOn, Context context) {
    BackboneList.check(settings.features());
    Backbones.checkWeights(settings.features());
    context.store(settings); // One that cannot be had is said before any work.
    Dataset dataset = context.images(settings);
    tell(dataset, context.progress());
    Split split = Splits.of(dataset, settings.data().split(), settings.seed());
    Splits.notes(dataset, settings.data().split()).forEach(context.progress()::line);
    TorchRuntime torch = context.start(settings);
    try {
      // Labels are not looked at, and training images alone.
      ImageSet sample = dataset.train().get(0);
      BackboneRequest wanted =
          new BackboneRequest(settings.features(), settings.seed(), trainedOn, Optional.of(sample));
      Backbone backbone = DeviceBackbones.open(wanted, torch, context.progress());
      return new Inputs(settings, dataset, split, torch, backbone, context);
    } catch (RuntimeException e) {
      torch.close();
      throw e;
    }
  }

  /** Says what somebody should know of the images. */
  static void tell(Dataset dataset, Progress progress) {
    for (String note : dataset.notes()) {
      if (dataset.warnings().contains(note)) {
        progress.warning("WARNING: " + note);
      } else {
        progress.line(note);
      }
    }
  }

  /** Returns the images. */
  public Dataset dataset() {
    return dataset;
  }

  /** Returns who trains, validates and tests. */
  public Split split() {
    return split;
  }

  /** Returns the device's owner. */
  public TorchRuntime torch() {
    return torch;
  }

  /** Returns what counts and times the images that went through the backbone. */
  public Extractor extractor() {
    return extractor;
  }

  /** Returns the names of all classes in order of labels. */
  public List<String> classes() {
    return dataset.classes();
  }

  /** Extracts what the split names and nothing else; returns the parts it names, in order. */
  public List<ImageSet> extractAll() {
    return images.extract(split);
  }

  /**
   * Returns the seconds that {@link #extractAll} took, here and for the same images cut otherwise.
   */
  double extractionSeconds() {
    return images.seconds();
  }

  /** Returns the store's entry of a set, which must have features in the store. */
  public StoredFeatures stored(ImageSet images) {
    return extractor.stored(store, images);
  }

  /**
   * Brings the training features to the device: the original images, then each augmented copy.
   * Images that could not be read are left out.
   */
  public DeviceRows training() {
    int[] indices = images.readable(split.train());
    List<Rows> banks = new ArrayList<>();
    banks.add(images.rows(indices));
    for (int copy = 0; copy < copies(); copy++) {
      banks.add(images.copy(indices, copy));
    }
    return DeviceRows.upload(torch, new Banks(banks));
  }

  /** Brings the features of images that could be read to the device, as they were extracted. */
  DeviceRows rowsOf(int[] wanted) {
    return DeviceRows.upload(torch, rows(images.readable(wanted)));
  }

  /** Returns the features of images, as they were extracted. */
  Rows rows(int[] indices) {
    return images.rows(indices);
  }

  /** Returns the indices of the images that could be read. */
  int[] readable(int[] wanted) {
    return images.readable(wanted).clone();
  }

  /** Returns the names of the images that could not be read, in order, and why. */
  Map<String, String> unreadable(int[] wanted) {
    return images.unreadable(wanted);
  }

  /** Returns where the images that could be read are. */
  List<CheckedImages.Place> places(int[] wanted, Subset subset) {
    return images.places(wanted, subset);
  }

  /** Returns the classes of the images that could be read. */
  public int[] labels(int[] wanted) {
    return images.labels(wanted);
  }

  /**
   * Returns how much the images that could be read count; empty when all count the same.
   *
   * @throws Failure when none counts anything
   */
  float[] weights(int[] wanted) {
    float[] weights = images.weights(wanted);
    boolean none = weights.length > 0;
    for (float weight : weights) {
      none &= weight == 0;
    }
    if (none) {
      throw Failure.usage("there is nothing to learn from")
          .received("%,d training images, each of weight 0", weights.length)
          .accepted("a weight above 0 for one training image or more")
          .next("correct the column weight of the list, or leave it out")
          .build();
    }
    return weights;
  }

  /** Checks that {@link #training} will fit into memory, before anything is extracted. */
  void requireMemory() {
    long rows = split.train().length * (1L + copies());
    DeviceRows.requireMemory(torch, rows, dimension());
  }

  /** Returns the augmented copies that train: none when only the original images do. */
  public int copies() {
    boolean used = settings.augment().trainOn() != TrainOn.ORIGINAL;
    return used ? settings.augment().copies() : 0;
  }

  /** Brings the features of some images to the device, in every view, through a transform. */
  public EvaluationData evaluation(int[] wanted, InputTransform transform) {
    int[] indices = images.readable(wanted);
    List<DeviceRows> views = new ArrayList<>();
    int count = Math.max(1, settings.augment().views().size());
    for (int v = 0; v < count; v++) {
      DeviceRows rows = DeviceRows.upload(torch, images.view(indices, v));
      rows.transform(transform);
      views.add(rows);
    }
    return new EvaluationData(views, labels(wanted));
  }

  /**
   * Returns all rows that train as a set to evaluate, sharing them: the original images, their
   * copies, or both. Views are not averaged here: they would be extracted for every training image,
   * for one figure.
   */
  EvaluationData trainingEvaluation(DeviceRows training) {
    int[] labels = labels(split.train());
    int first = settings.augment().trainOn() == TrainOn.AUGMENTED ? 1 : 0;
    int banks = 1 + copies() - first;
    int[] repeated = new int[banks * labels.length];
    for (int bank = 0; bank < banks; bank++) {
      System.arraycopy(labels, 0, repeated, bank * labels.length, labels.length);
    }
    DeviceRows rows = training.part(first * labels.length, repeated.length);
    return new EvaluationData(List.of(rows), repeated);
  }

  /** Returns the sizes of the head for features as they are after its transform. */
  MlpShape headShape(DeviceRows transformed) {
    return new MlpShape(transformed.dimension(), settings.model().hidden(), classes().size());
  }

  /** Returns how many features an image has. */
  public int dimension() {
    ImageSet first = dataset.parts().get(0);
    return backbone.dimension(first.height(), first.width());
  }

  /** Returns what the manifest says of the images used. */
  public Manifest.Data provenance() {
    List<Manifest.Part> named = new ArrayList<>();
    boolean[] used = images.used(split.train(), split.validation(), split.test());
    for (int p = 0; p < used.length; p++) {
      if (used[p]) {
        ImageSet set = dataset.parts().get(p);
        named.add(new Manifest.Part(set.name(), set.size(), set.contentHash(), set.columnsHash()));
      }
    }
    return new Manifest.Data(dataset.name(), named, dataset.notes());
  }

  /** Returns the arithmetic in which the backbone runs. */
  FeatureSettings.Precision precision() {
    return FeatureSettings.Precision.valueOf(
        backbone.description().precision().toUpperCase(Locale.ROOT));
  }

  /** Returns what the manifest says of the backbone. */
  public Map<String, String> backbone() {
    return backbone.description().fields();
  }

  @Override
  public void close() {
    if (borrowed) {
      return;
    }
    backbone.close();
    torch.close();
  }
}
