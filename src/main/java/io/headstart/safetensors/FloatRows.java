package io.headstart.safetensors;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The rows of a float32 matrix [N, D] in a mapped file. Safe for several threads. */
public final class FloatRows {
  /** A mapping is below 2 GiB; half of that leaves room for one more row. */
  private static final long PIECE_BYTES = 1L << 30;

  private final int count;
  private final int dimension;
  private final int rowsPerPiece;
  private final List<FloatBuffer> pieces;

  private FloatRows(int count, int dimension, int rowsPerPiece, List<FloatBuffer> pieces) {
    this.count = count;
    this.dimension = dimension;
    this.rowsPerPiece = rowsPerPiece;
    this.pieces = pieces;
  }

  static FloatRows map(FileChannel channel, long position, int count, int dimension)
      throws IOException {
    long rowBytes = (long) dimension * Float.BYTES;
    int rowsPerPiece = (int) Math.min(Integer.MAX_VALUE, PIECE_BYTES / Math.max(1, rowBytes));
    rowsPerPiece = Math.max(1, rowsPerPiece);
    List<FloatBuffer> pieces = new ArrayList<>();
    for (long row = 0; row < count; row += rowsPerPiece) {
      long rows = Math.min(rowsPerPiece, count - row);
      pieces.add(
          channel
              .map(FileChannel.MapMode.READ_ONLY, position + row * rowBytes, rows * rowBytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer());
    }
    return new FloatRows(count, dimension, rowsPerPiece, List.copyOf(pieces));
  }

  /** Returns N, the number of rows. */
  public int count() {
    return count;
  }

  /** Returns D, the number of columns. */
  public int dimension() {
    return dimension;
  }

  /**
   * Copies consecutive rows to the target's position and moves it on by {@code rows * dimension}.
   *
   * @param from the first row, 0 .. count
   * @param rows how many
   */
  public void copyRows(int from, int rows, FloatBuffer target) {
    Objects.checkFromIndexSize(from, rows, count);
    int row = from;
    int end = from + rows;
    while (row < end) {
      int inPiece = row % rowsPerPiece;
      int take = Math.min(end - row, rowsPerPiece - inPiece);
      append(target, row, inPiece, take);
      row += take;
    }
  }

  /**
   * Copies rows in the order of the indices to the target's position and moves it on by {@code
   * indices.length * dimension}.
   *
   * @param indices each 0 .. count - 1, in any order, repeats allowed
   */
  public void gather(int[] indices, FloatBuffer target) {
    for (int index : indices) {
      Objects.checkIndex(index, count);
      append(target, index, index % rowsPerPiece, 1);
    }
  }

  /** Returns a copy of one row: float32 [D]. */
  public float[] row(int index) {
    float[] row = new float[dimension];
    copyRows(index, 1, FloatBuffer.wrap(row));
    return row;
  }

  private void append(FloatBuffer target, int row, int inPiece, int rows) {
    // An absolute read: the pieces are shared between threads and keep no position.
    int length = Math.multiplyExact(rows, dimension);
    target.put(target.position(), pieces.get(row / rowsPerPiece), inPiece * dimension, length);
    target.position(target.position() + length);
  }
}
