package io.headstart.store;

import io.headstart.safetensors.FloatRows;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A complete entry of the store: float32 [N, D] features, memory-mapped, with int64 [N] labels. Its
 * SHA-256 was checked when it was opened. Safe for several threads.
 */
public final class StoredFeatures {
  static final String FEATURES = "features";
  static final String LABELS = "labels";

  private final String id;
  private final Path file;
  private final FeatureManifest manifest;
  private final long[] labels;
  private final FloatRows rows;
  private final BitSet broken = new BitSet();

  StoredFeatures(String id, Path file, FeatureManifest manifest, long[] labels, FloatRows rows) {
    this.id = id;
    this.file = file;
    this.manifest = manifest;
    this.labels = labels;
    this.rows = rows;
    Arrays.stream(manifest.broken()).forEach(broken::set);
  }

  /** Returns the key's id, 64 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** Returns the key. */
  public FeatureKey key() {
    return FeatureKey.of(manifest.fields());
  }

  /** Returns the safetensors file with the tensors {@code features} and {@code labels}. */
  public Path file() {
    return file;
  }

  /** Returns the SHA-256 of the file, 64 hexadecimal digits. */
  public String sha256() {
    return manifest.sha256();
  }

  /** Returns N, the number of rows, broken ones included. */
  public int count() {
    return rows.count();
  }

  /** Returns D, the number of features a row. */
  public int dimension() {
    return rows.dimension();
  }

  /** Returns a copy of the labels: int64 [N]. */
  public long[] labels() {
    return labels.clone();
  }

  /** Returns the label of a row. */
  public long label(int index) {
    return labels[index];
  }

  /** Returns the indices of the broken rows, ascending; their features are 0. */
  public int[] broken() {
    return manifest.broken().clone();
  }

  /** Returns whether the row has features. */
  public boolean isValid(int index) {
    return !broken.get(index);
  }

  /**
   * Copies consecutive rows to the target's position and moves it on.
   *
   * @param from the first row, 0 .. N
   * @param rowCount how many
   */
  public void copyRows(int from, int rowCount, FloatBuffer target) {
    rows.copyRows(from, rowCount, target);
  }

  /**
   * Copies rows in the order of the indices to the target's position and moves it on.
   *
   * @param indices each 0 .. N - 1, in any order, repeats allowed
   */
  public void gather(int[] indices, FloatBuffer target) {
    rows.gather(indices, target);
  }

  /** Returns a copy of one row: float32 [D]. */
  public float[] row(int index) {
    return rows.row(index);
  }
}
