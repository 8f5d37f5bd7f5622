package io.headstart.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatRowsTest {
  @TempDir Path folder;

  @Test
  void noIndicesGatherNothing() {
    FloatBuffer target = FloatBuffer.allocate(0);
    rows().gather(new int[0], target);
    rows().copyRows(3, 0, target);
    assertThat(target.position()).isZero();
  }

  @Test
  void rowsComeInTheOrderAskedBehindWhatIsThere() {
    FloatBuffer target = FloatBuffer.allocate(9).put(-1);
    rows().gather(new int[] {2, 0, 2}, target);
    rows().copyRows(1, 1, target);
    assertThat(target.array()).containsExactly(-1, 20, 21, 0, 1, 20, 21, 10, 11);
    assertThat(target.remaining()).isZero();
  }

  @Test
  void whatIsOutsideIsRefused() {
    FloatBuffer target = FloatBuffer.allocate(8);
    assertThatThrownBy(() -> rows().gather(new int[] {3}, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows().gather(new int[] {-1}, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows().copyRows(2, 2, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows().copyRows(0, 2, FloatBuffer.allocate(3)))
        .isInstanceOfAny(BufferOverflowException.class, IndexOutOfBoundsException.class);
  }

  @Test
  void aMatrixAboveTwoGibibytesIsReadAcrossItsPieces() throws IOException {
    int count = 600_000;
    int dimension = 1000;
    Path path = folder.resolve("large.safetensors");
    SafetensorsHeader header =
        SafetensorsHeader.layOut(
            Map.of("features", new TensorType(DType.F32, count, dimension)), Map.of());
    int piece = (1 << 30) / (dimension * Float.BYTES);
    // Sparse: only the rows that are written take room on the disk.
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(header.encode());
      for (int row : new int[] {0, piece - 1, piece, 2 * piece, count - 1}) {
        ByteBuffer last = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        last.putFloat(row).flip();
        long position = (row * (long) dimension + dimension - 1) * Float.BYTES;
        channel.write(last, header.dataStart() + position);
      }
    }
    try (SafetensorsFile file = Safetensors.open(path)) {
      FloatRows rows = file.rows("features");
      assertThat(rows.row(count - 1)[dimension - 1]).isEqualTo(count - 1);
      assertThat(rows.row(2 * piece)[dimension - 1]).isEqualTo(2 * piece);
      FloatBuffer target = FloatBuffer.allocate(2 * dimension);
      rows.copyRows(piece - 1, 2, target);
      assertThat(target.get(dimension - 1)).isEqualTo(piece - 1);
      assertThat(target.get(2 * dimension - 1)).isEqualTo(piece);
      assertThatThrownBy(() -> file.tensor("features"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("too large for one buffer");
    }
  }

  private FloatRows rows() {
    Path path = folder.resolve("rows.safetensors");
    Safetensors.write(
        path, Map.of("x", Tensor.of(new float[] {0, 1, 10, 11, 20, 21}, 3, 2)), Map.of());
    try (SafetensorsFile file = Safetensors.open(path)) {
      return file.rows("x");
    }
  }
}
