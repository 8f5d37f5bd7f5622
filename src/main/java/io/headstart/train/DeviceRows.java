package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.DeviceMemory;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.InputTransform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Features on the device: float32 [N, D]. */
public final class DeviceRows implements AutoCloseable {
  /** Bytes that go up at a time. */
  private static final int CHUNK_BYTES = 16 << 20;

  private final NDManager manager;
  private NDArray array;

  private DeviceRows(NDManager manager, NDArray array) {
    this.manager = manager;
    this.array = array;
  }

  /** Where rows come from. */
  public interface Source {
    /** Returns how many rows there are: N. */
    int count();

    /** Returns how many features a row has: D, 1 or more. */
    int dimension();

    /** Copies rows {@code from} .. {@code from + count - 1} to the target's position. */
    void copy(int from, int count, FloatBuffer target);
  }

  /** Brings rows to the device, some at a time. */
  public static DeviceRows upload(TorchRuntime torch, Source source) {
    int dimension = source.dimension();
    requireMemory(torch, source.count(), dimension);
    NDManager manager = torch.manager().newSubManager();
    NDArray array = manager.create(new Shape(source.count(), dimension), DataType.FLOAT32);
    int rows = Math.max(1, CHUNK_BYTES / (4 * dimension));
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(4 * dimension * Math.min(rows, Math.max(1, source.count())))
            .order(ByteOrder.nativeOrder());
    for (int from = 0; from < source.count(); from += rows) {
      int count = Math.min(rows, source.count() - from);
      source.copy(from, count, buffer.clear().asFloatBuffer());
      try (NDManager scratch = manager.newSubManager()) {
        ByteBuffer filled = buffer.clear().limit(4 * dimension * count);
        NDArray part = scratch.create(filled, new Shape(count, dimension), DataType.FLOAT32);
        array.set(new NDIndex("{}:{}", from, from + count), part);
      }
    }
    return new DeviceRows(manager, array);
  }

  /**
   * Checks that rows will fit, before what takes long.
   *
   * @param rows N
   * @param dimension D
   * @throws io.headstart.Failure when they cannot
   */
  public static void requireMemory(TorchRuntime torch, long rows, int dimension) {
    DeviceMemory.require(
        torch,
        4.0 * rows * dimension,
        "%,d rows of %,d features".formatted(rows, dimension),
        "take fewer images (data.split.train), fewer augment.copies or a smaller feature");
  }

  /** Applies a head's transform; the rows are changed in place where possible. */
  public void transform(InputTransform transform) {
    array = transform.apply(array);
  }

  /** Brings rows of float64 to the device, for checks of gradients. */
  static DeviceRows ofDoubles(TorchRuntime torch, double[][] values) {
    NDManager manager = torch.manager().newSubManager();
    return new DeviceRows(manager, FlatParameters.upload(manager, values, DataType.FLOAT64));
  }

  /** Returns a copy of the first rows in float64, for checks of gradients. */
  public DeviceRows wide(int count) {
    NDManager owner = manager.newSubManager();
    NDArray part = array.get(owner, new NDIndex(":{}", count));
    return new DeviceRows(owner, TorchRuntime.copy(part, DataType.FLOAT64));
  }

  /** Returns the first rows as a view: closing this closes it too. */
  public DeviceRows first(int count) {
    return part(0, count);
  }

  /** Returns rows {@code from} .. {@code from + count - 1} as a view, as {@link #first}. */
  public DeviceRows part(int from, int count) {
    NDManager owner = manager.newSubManager();
    return new DeviceRows(owner, array.get(owner, new NDIndex("{}:{}", from, from + count)));
  }

  /** Returns a copy of some rows, in the order of their numbers. */
  public DeviceRows select(int[] rows) {
    NDManager owner = manager.newSubManager();
    long[] numbers = Arrays.stream(rows).asLongStream().toArray();
    return new DeviceRows(owner, array.get(owner, new NDIndex("{}", owner.create(numbers))));
  }

  /** Returns a copy of rows {@code from} .. {@code from + count - 1}: float32 [count, D]. */
  public float[] values(int from, int count) {
    try (NDManager scratch = manager.newSubManager()) {
      return array.get(scratch, new NDIndex("{}:{}", from, from + count)).toFloatArray();
    }
  }

  /** Returns how many rows there are. */
  public int count() {
    return (int) array.getShape().get(0);
  }

  /** Returns how many features a row has. */
  public int dimension() {
    return (int) array.getShape().get(1);
  }

  NDArray array() {
    return array;
  }

  @Override
  public void close() {
    manager.close();
  }
}
