package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchScript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Brings bytes to the device, and resizes and normalizes them there. */
public final class ImagePreparation implements AutoCloseable {
  private static final String PROGRAM = "/io/headstart/backbone/images.torchscript";

  /**
   * Pixels a side up to which resizing by matrix products pays: their work grows with the square of
   * the width, that of libtorch's resizing does not.
   */
  private static final int SMALL = 96;

  private final NDManager manager;
  private final TorchScript program;
  private final int size;
  private final NDArray shift;
  private final NDArray scale;
  private final Map<Integer, NDArray> down = new HashMap<>();
  private final Map<Integer, NDArray> across = new HashMap<>();
  private final NDArray none;

  /**
   * Prepares for images of any size.
   *
   * @param preprocessing what to do with them
   */
  public ImagePreparation(NDManager parent, Preprocessing preprocessing) {
    this.manager = parent.newSubManager();
    this.program = TorchScript.compile(manager, PROGRAM);
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
    boolean small = height <= SMALL && width <= SMALL && (height != size || width != size);
    NDArray rows = small ? down.computeIfAbsent(height, from -> matrix(from, 1).transpose()) : none;
    NDArray columns = small ? across.computeIfAbsent(width, from -> matrix(from, 3)) : none;
    return program
        .call(scratch, "images", uploaded, size, shift, scale, rows, columns, type)
        .singletonOrThrow();
  }

  /**
   * Returns bilinear interpolation as a matrix [from * channels, size * channels]: each column
   * holds what a result owes to the pixels it lies between. As in torch.nn.functional.interpolate
   * with {@code align_corners=False}.
   */
  private NDArray matrix(int from, int channels) {
    float[] weights = new float[from * channels * size * channels];
    for (int to = 0; to < size; to++) {
      double center = Math.max(0, (to + 0.5) * from / size - 0.5);
      int low = (int) center;
      int high = Math.min(from - 1, low + 1);
      float share = (float) (center - low);
      for (int c = 0; c < channels; c++) {
        int column = to * channels + c;
        weights[(low * channels + c) * size * channels + column] += 1 - share;
        weights[(high * channels + c) * size * channels + column] += share;
      }
    }
    return manager.create(weights, new Shape((long) from * channels, (long) size * channels));
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
