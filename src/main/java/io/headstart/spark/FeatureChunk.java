package io.headstart.spark;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.headstart.safetensors.ContentSum;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import io.headstart.safetensors.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Consecutive rows of an entry, and which of them are broken and why, as one file that checks
 * itself: safetensors with {@code features} float32 [count, D], {@code broken} int64 [K] and the
 * SHA-256 of everything in its metadata. Whoever reads half of one sees that.
 *
 * @param from index of the first row in the entry
 * @param features float32 [count, D], little-endian
 * @param dimension D
 * @param broken indices of broken rows in the entry, ascending
 * @param reasons why, one for each of them
 */
record FeatureChunk(
    int from, ByteBuffer features, int dimension, int[] broken, List<String> reasons) {
  private static final String FEATURES = "features";
  private static final String BROKEN = "broken";
  private static final String FROM = "from";
  private static final String REASONS = "reasons";
  private static final Gson GSON = new Gson();

  int count() {
    return features.limit() / Float.BYTES / dimension;
  }

  int end() {
    return from + count();
  }

  void write(OutputStream out) throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    TensorType type = new TensorType(DType.F32, count(), dimension);
    tensors.put(FEATURES, new Tensor(type, features.duplicate().rewind()));
    tensors.put(BROKEN, Tensor.of(Arrays.stream(broken).asLongStream().toArray(), broken.length));
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(FROM, Integer.toString(from));
    metadata.put(REASONS, GSON.toJson(reasons));
    metadata.put(ContentSum.KEY, ContentSum.of(metadata, tensors));
    Safetensors.write(out, tensors, metadata);
  }

  /** Returns the chunk that a file's bytes are; empty when they are not all of it, or others. */
  static Optional<FeatureChunk> read(byte[] file) {
    return Safetensors.read(file).flatMap(FeatureChunk::of);
  }

  private static Optional<FeatureChunk> of(Safetensors.Content content) {
    String sum = content.metadata().get(ContentSum.KEY);
    if (!ContentSum.of(content.metadata(), content.tensors()).equals(sum)) {
      return Optional.empty();
    }
    try {
      Tensor features = content.tensors().get(FEATURES);
      int[] broken =
          Arrays.stream(content.tensors().get(BROKEN).longs()).mapToInt(Math::toIntExact).toArray();
      return Optional.of(
          new FeatureChunk(
              Integer.parseInt(content.metadata().get(FROM)),
              features.data(),
              (int) features.type().shape()[1],
              broken,
              List.of(GSON.fromJson(content.metadata().get(REASONS), String[].class))));
    } catch (JsonParseException | ArithmeticException | NumberFormatException e) {
      // Its sum is right, so that another version of this program wrote it.
      return Optional.empty();
    }
  }

  /** Copies some rows to the target's position and moves it on. */
  void copyRows(int first, int rows, FloatBuffer target) {
    FloatBuffer all = features.asFloatBuffer();
    target.put(all.slice((first - from) * dimension, rows * dimension));
  }
}
