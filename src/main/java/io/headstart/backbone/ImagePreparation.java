package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchScript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings bytes to the device, and resizes and normalizes them there; for any number of threads. */
public final class ImagePreparation implements AutoCloseable {
  private static final String PROGRAM = "/io/headstart/backbone/images.torchscript";

  /**
   * Pixels a side up to which resizing by matrix products pays: their work grows with the square of
   * the width, that of libtorch's resizing does not.
   */
  private static final int SMALL = 96;

  private final NDManager manager;
  private final TorchScript program;
  private final Preprocessing preprocessing;
  private final int size;
  private final NDArray shift;
  private final NDArray scale;
  private final Map<Integer, NDArray> down = new ConcurrentHashMap<>();
  private final Map<Integer, NDArray> across = new ConcurrentHashMap<>();
  private final NDArray none;

  /**
   * Prepares for images of any size.
   *
   * @param preprocessing what to do with them
   */
  public ImagePreparation(NDManager parent, Preprocessing preprocessing) {
    this.manager = parent.newSubManager();
    this.program = TorchScript.compile(manager, PROGRAM);
    this.preprocessing = preprocessing;
    this.size = preprocessing.imageSize();
    float[] shifts = new float[3];
    float[] scales = new float[3];
    for (int c = 0; c < 3; c++) {
      shifts[c] = (float) (255 * preprocessing.normalization().mean().get(c));
      scales[c] = (float) (1 / (255 * preprocessing.normalization().deviation().get(c)));
    }
    this.shift = manager.create(shifts);
    this.scale = manager.create(scales);
    this.none = manager.create(new Shape(0));
  }

  /**
   * Uploads, resizes and normalizes.
   *
   * @param scratch owns the result
   * @param pixels uint8 [count, height, width, 3]
   * @param type a torch.ScalarType
   * @return [count, 3, size, size], channels-last
   */
  public NDArray images(
      NDManager scratch, byte[] pixels, int count, int height, int width, int type) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(count * height * width * 3);
    bytes.order(ByteOrder.nativeOrder()).put(pixels, 0, bytes.capacity()).rewind();
    NDArray uploaded = scratch.create(bytes, new Shape(count, height, width, 3), DataType.UINT8);
    if (Resampling.isPlain(preprocessing)) {
      boolean small = height <= SMALL && width <= SMALL && (height != size || width != size);
      NDArray rows = small ? down.computeIfAbsent(height, this::rows) : none;
      NDArray columns = small ? across.computeIfAbsent(width, from -> matrix(from, 3)) : none;
      return program
          .call(scratch, "images", uploaded, size, shift, scale, rows, columns, type)
          .singletonOrThrow();
    }
    NDArray rows = down.computeIfAbsent(height, this::rows);
    NDArray columns = across.computeIfAbsent(width, from -> matrix(from, 1));
    return program
        .call(scratch, "resampled", uploaded, shift, scale, rows, columns, type)
        .singletonOrThrow();
  }

  /** Returns the resampling of columns: [size, from]. */
  private NDArray rows(int from) {
    return matrix(from, 1).transpose();
  }

  /** Returns the resampling of rows: [from * channels, size * channels]. */
  private NDArray matrix(int from, int channels) {
    return manager.create(
        Resampling.matrix(preprocessing, from, channels),
        new Shape((long) from * channels, (long) size * channels));
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
