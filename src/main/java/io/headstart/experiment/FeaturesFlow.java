package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.augment.ContactSheet;
import io.headstart.augment.ImageExport;
import io.headstart.config.Settings;
import io.headstart.data.ImageSet;
import io.headstart.features.FeatureExport;
import io.headstart.store.FeatureKey;
import io.headstart.store.FeatureRequest;
import io.headstart.store.FeatureStore;
import io.headstart.store.StoredFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Fills the feature store only. */
public final class FeaturesFlow {
  /** Samples in a row of the contact sheet. */
  private static final int SAMPLES = 8;

  private FeaturesFlow() {}

  /** One set in the store. */
  public record Part(String name, String key, int count, int dimension, Path file) {}

  /**
   * What is in the store now.
   *
   * @param parts each set, in data-set order, then augmented copies
   * @param all the sets of the data set in one file, in data-set order
   * @param extracted images that went through the backbone
   * @param imagesPerSecond of those; 0 when there were none
   * @param exported rows written for other programs; 0 where none were asked for
   */
  public record ExtractedFeatures(
      List<Part> parts, Part all, long extracted, double imagesPerSecond, int exported) {}

  /** As below, without a table. */
  public static ExtractedFeatures run(Settings settings, Context context, Optional<Path> images) {
    return run(settings, context, images, Optional.empty());
  }

  /**
   * Extracts what the split names.
   *
   * @param images a folder for the images themselves, as {@code .npz} files, and for a contact
   *     sheet of the augmentations; empty for none
   * @param table a file for the features of the images as they are, with their names, as {@link
   *     FeatureExport} writes it; empty for none
   */
  public static ExtractedFeatures run(
      Settings settings, Context context, Optional<Path> images, Optional<Path> table) {
    table.ifPresent(FeatureExport::requireFormat);
    if (settings.features().isPixels()) {
      throw Failure.usage("raw pixels are not kept in the feature store")
          .received("features.backbone: pixels")
          .accepted("resnet18")
          .next("set features.backbone to resnet18")
          .build();
    }
    try (Inputs inputs = Inputs.open(settings, context)) {
      List<ImageSet> sets = inputs.extractAll();
      images.ifPresent(folder -> exportImages(sets, settings, folder, context));
      List<Part> parts = new ArrayList<>();
      List<StoredFeatures> plain = new ArrayList<>();
      List<FeatureExport.Part> rows = new ArrayList<>();
      for (ImageSet set : sets) {
        StoredFeatures stored = inputs.stored(set);
        parts.add(part(set.name(), stored));
        if (inputs.dataset().parts().contains(set)) {
          plain.add(stored);
          rows.add(new FeatureExport.Part(set, stored));
        }
      }
      long extracted = inputs.extractor().extracted();
      double rate = inputs.extractor().imagesPerSecond();
      int exported =
          table.map(file -> new FeatureExport(rows, inputs.classes()).write(file)).orElse(0);
      Part all = part("all", joined(plain, context.store(settings)));
      return new ExtractedFeatures(parts, all, extracted, rate, exported);
    }
  }

  /** Writes every set as arrays that NumPy opens, and samples of every operation side by side. */
  private static void exportImages(
      List<ImageSet> sets, Settings settings, Path folder, Context context) {
    for (ImageSet set : sets) {
      ImageExport.write(set, folder.resolve(set.name() + ".npz"), context.progress());
    }
    if (!settings.augment().operations().isEmpty()) {
      ContactSheet.write(
          sets.get(0),
          settings.augment(),
          SAMPLES,
          settings.seed(),
          folder.resolve("augmentations.png"));
    }
  }

  private static Part part(String name, StoredFeatures stored) {
    return new Part(name, stored.id(), stored.count(), stored.dimension(), stored.file());
  }

  /** The sets end to end in one entry, for readers that want one file. */
  private static StoredFeatures joined(List<StoredFeatures> parts, FeatureStore store) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    String ids = parts.stream().map(StoredFeatures::id).collect(Collectors.joining(" "));
    int count = parts.stream().mapToInt(StoredFeatures::count).sum();
    long[] labels = new long[count];
    int[] offsets = new int[parts.size() + 1];
    for (int p = 0; p < parts.size(); p++) {
      long[] own = parts.get(p).labels();
      System.arraycopy(own, 0, labels, offsets[p], own.length);
      offsets[p + 1] = offsets[p] + own.length;
    }
    FeatureRequest request =
        new FeatureRequest(
            FeatureKey.of(Map.of("joined", ids)), "all", labels, parts.get(0).dimension());
    return store.obtain(
        request,
        chunk -> {
          for (int row = chunk.from(); row < chunk.from() + chunk.count(); row++) {
            int p = Rows.part(offsets, row);
            parts.get(p).copyRows(row - offsets[p], 1, chunk.rows());
            if (!parts.get(p).isValid(row - offsets[p])) {
              chunk.broken(row);
            }
          }
        });
  }
}
