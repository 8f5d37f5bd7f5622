package io.headstart.experiment;

import io.headstart.config.Settings;
import io.headstart.features.FeatureSet;
import io.headstart.features.StoredFeatureSet;
import io.headstart.model.InputTransform;
import io.headstart.store.FeatureKey;
import io.headstart.store.FeatureStore;
import io.headstart.store.StoredFeatures;
import io.headstart.train.DeviceRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Features of images by their keys in a store that other machines see. A process opens the entries
 * once, however many parts of a work it is given.
 */
final class SentFeatures implements SentRows {
  private static final long serialVersionUID = 1L;

  private final String store;

  /** Fields of the key of each part of the data set; none where no image of it is used. */
  private final ArrayList<TreeMap<String, String>> keys;

  private final int[] offsets;
  private final int[] indices;
  private final boolean squareRoot;
  private final float[] mean;
  private final float[] scale;
  private transient Rows opened;

  private SentFeatures(
      String store,
      List<? extends Map<String, String>> keys,
      int[] offsets,
      int[] indices,
      InputTransform transform) {
    if (transform.components().isPresent()) {
      throw new IllegalArgumentException("components depend on how many rows are projected");
    }
    this.store = store;
    this.keys = new ArrayList<>();
    keys.forEach(fields -> this.keys.add(new TreeMap<>(fields)));
    this.offsets = offsets;
    this.indices = indices;
    this.squareRoot = transform.squareRoot();
    this.mean = transform.mean().orElse(new float[0]);
    this.scale = transform.scale().orElse(new float[0]);
  }

  /**
   * Packs rows.
   *
   * @param transform without components
   * @return empty where they are in no store, or in the caches of this machine
   */
  static Optional<SentFeatures> of(Settings settings, Rows rows, InputTransform transform) {
    List<Map<String, String>> keys = new ArrayList<>();
    for (FeatureSet set : rows.parts()) {
      if (set == null) {
        keys.add(Map.of());
      } else if (set instanceof StoredFeatureSet stored) {
        keys.add(stored.features().key().fields());
      } else {
        return Optional.empty();
      }
    }
    return settings
        .store()
        .path()
        .map(Context::absolute)
        .map(place -> new SentFeatures(place, keys, rows.offsets(), rows.indices(), transform));
  }

  @Override
  public synchronized DeviceRows.Source source(Context context) {
    if (opened == null) {
      FeatureStore there = context.store(store);
      List<FeatureSet> sets = new ArrayList<>();
      for (Map<String, String> fields : keys) {
        sets.add(fields.isEmpty() ? null : open(there, FeatureKey.of(fields)));
      }
      opened = new Rows(sets, offsets, indices);
    }
    return opened;
  }

  private FeatureSet open(FeatureStore there, FeatureKey key) {
    StoredFeatures found = there.find(key).orElseThrow(() -> SentWork.unseen(key, store));
    return new StoredFeatureSet(key.id(), found);
  }

  @Override
  public InputTransform transform() {
    return new InputTransform(squareRoot, optional(mean), optional(scale), Optional.empty());
  }

  private static Optional<float[]> optional(float[] values) {
    return values.length == 0 ? Optional.empty() : Optional.of(values);
  }
}
