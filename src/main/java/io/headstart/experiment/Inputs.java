package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.augment.AugmentedImageSet;
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
import io.headstart.features.FeatureSet;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
  private final ImageParts parts;
  private final Map<String, FeatureSet> extracted = new HashMap<>();
  private final IdentityHashMap<int[], int[]> valid = new IdentityHashMap<>();

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
    this.parts = ImageParts.of(dataset);
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
    Map<ImageSet, Integer> named = new LinkedHashMap<>();
    for (int[] indices : List.of(split.train(), split.validation(), split.test())) {
      name(indices, Function.identity(), named);
    }
    for (int copy = 0; copy < settings.augment().copies(); copy++) {
      name(split.train(), copy(copy), named);
    }
    for (int view = 0; view < settings.augment().views().size(); view++) {
      name(split.validation(), view(view), named);
      name(split.test(), view(view), named);
    }
    List<ImageSet> sets = List.copyOf(named.keySet());
    extractor.prepare(sets);
    sets.forEach(images -> extract(named.get(images), images));
    return sets;
  }

  /** Puts the sets in which the images lie, or their variants, with their parts. */
  private void name(
      int[] indices, Function<ImageSet, ImageSet> variant, Map<ImageSet, Integer> named) {
    boolean[] used = used(indices);
    for (int p = 0; p < used.length; p++) {
      if (used[p]) {
        named.put(variant.apply(parts.sets().get(p)), p);
      }
    }
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
    int[] indices = valid(split.train());
    List<Rows> banks = new ArrayList<>();
    banks.add(rows(indices, Function.identity()));
    for (int copy = 0; copy < copies(); copy++) {
      banks.add(rows(indices, copy(copy)));
    }
    return DeviceRows.upload(torch, new Banks(banks));
  }

  /** Brings the features of images that could be read to the device, as they were extracted. */
  DeviceRows rowsOf(int[] wanted) {
    return DeviceRows.upload(torch, rows(valid(wanted), Function.identity()));
  }

  /** Returns where the images that could be read are. */
  List<CheckedImages.Place> places(int[] wanted, Subset subset) {
    return Arrays.stream(valid(wanted))
        .mapToObj(
            index -> {
              ImageParts.Place place = parts.at(index);
              return new CheckedImages.Place(place.set(), place.index(), subset);
            })
        .toList();
  }

  /** Returns the names of the images that could not be read, in order, and why. */
  Map<String, String> unreadable(int[] wanted) {
    Set<Integer> readable = Arrays.stream(valid(wanted)).boxed().collect(Collectors.toSet());
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int index : wanted) {
      if (!readable.contains(index)) {
        ImageParts.Place place = parts.at(index);
        ImageSet set = place.set();
        String name = set.imageName(place.index());
        // Features kept from an earlier run do not say why.
        set.read(place.index(), new byte[set.bytesPerImage()], 0);
        String reason =
            set.broken().stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
        reasons.put(name, reason);
      }
    }
    return reasons;
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
    int[] indices = valid(wanted);
    List<DeviceRows> views = new ArrayList<>();
    int count = Math.max(1, settings.augment().views().size());
    for (int v = 0; v < count; v++) {
      DeviceRows rows = DeviceRows.upload(torch, rows(indices, view(v)));
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
    ImageSet first = parts.sets().get(0);
    return backbone.dimension(first.height(), first.width());
  }

  /** Returns the indices of the images that could be read. */
  int[] readable(int[] wanted) {
    return valid(wanted).clone();
  }

  /** Returns the classes of the images that could be read. */
  public int[] labels(int[] wanted) {
    return Arrays.stream(valid(wanted))
        .mapToObj(parts::at)
        .mapToInt(place -> place.set().label(place.index()))
        .toArray();
  }

  /** Returns how much the images that could be read count; empty when all count the same. */
  float[] weights(int[] wanted) {
    int[] indices = valid(wanted);
    float[] weights = new float[indices.length];
    boolean equal = true;
    for (int i = 0; i < weights.length; i++) {
      ImageParts.Place place = parts.at(indices[i]);
      weights[i] = place.set().weight(place.index());
      equal &= weights[i] == 1;
    }
    return equal ? new float[0] : weights;
  }

  /** Leaves out the images that could not be read: once for each array, as it may read them all. */
  private int[] valid(int[] indices) {
    return valid.computeIfAbsent(
        indices,
        all -> {
          List<FeatureSet> sets = sets(all, Function.identity());
          return Arrays.stream(all)
              .filter(i -> sets.get(parts.part(i)).isValid(parts.at(i).index()))
              .toArray();
        });
  }

  private Function<ImageSet, ImageSet> copy(int copy) {
    return images ->
        AugmentedImageSet.copies(images, settings.augment(), settings.seed()).get(copy);
  }

  private Function<ImageSet, ImageSet> view(int view) {
    return settings.augment().views().isEmpty()
        ? Function.identity()
        : images -> AugmentedImageSet.views(images, settings.augment()).get(view);
  }

  Rows rows(int[] indices, Function<ImageSet, ImageSet> variant) {
    return new Rows(sets(indices, variant), parts.offsets(), indices);
  }

  /** Extracts the parts that the indices lie in; null for the others. */
  private List<FeatureSet> sets(int[] indices, Function<ImageSet, ImageSet> variant) {
    boolean[] used = used(indices);
    List<FeatureSet> sets = new ArrayList<>();
    for (int p = 0; p < used.length; p++) {
      sets.add(used[p] ? extract(p, variant.apply(parts.sets().get(p))) : null);
    }
    return sets;
  }

  /** Says of each part whether one of the indices lies in it. */
  private boolean[] used(int[]... indices) {
    boolean[] used = new boolean[parts.sets().size()];
    for (int[] some : indices) {
      for (int index : some) {
        used[parts.part(index)] = true;
      }
    }
    return used;
  }

  /** One extraction a set and run: variants are told apart by name, which holds copy or view. */
  private FeatureSet extract(int part, ImageSet images) {
    return extracted.computeIfAbsent(
        part + "/" + images.name(), name -> extractor.features(images));
  }

  /** Returns what the manifest says of the images used. */
  public Manifest.Data provenance() {
    List<Manifest.Part> named = new ArrayList<>();
    boolean[] used = used(split.train(), split.validation(), split.test());
    for (int p = 0; p < used.length; p++) {
      if (used[p]) {
        ImageSet set = parts.sets().get(p);
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
    backbone.close();
    torch.close();
  }
}
