package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureChunkTest {
  private static FeatureChunk chunk() {
    ByteBuffer rows = ByteBuffer.allocate(3 * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    rows.asFloatBuffer().put(new float[] {1, 2, 0, 0, 5, 6});
    return new FeatureChunk(1024, rows, 2, new int[] {1025}, List.of("cut \"short\""));
  }

  private static byte[] written(FeatureChunk chunk) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    chunk.write(out);
    return out.toByteArray();
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    FeatureChunk read = FeatureChunk.read(written(chunk())).orElseThrow();
    assertThat(read.from()).isEqualTo(1024);
    assertThat(read.count()).isEqualTo(3);
    assertThat(read.broken()).containsExactly(1025);
    assertThat(read.reasons()).containsExactly("cut \"short\"");
    FloatBuffer rows = FloatBuffer.allocate(4);
    read.copyRows(1025, 2, rows);
    assertThat(rows.array()).containsExactly(0, 0, 5, 6);
  }

  @Test
  void whatIsCutShortOrChangedAnywhereIsNoChunk() throws IOException {
    byte[] file = written(chunk());
    for (int i = 0; i < file.length; i++) {
      assertThat(FeatureChunk.read(Arrays.copyOf(file, i))).as("the first %d bytes", i).isEmpty();
      byte[] changed = file.clone();
      changed[i] ^= 1;
      // Blanks at the header's end and the order of its parts say nothing.
      if (FeatureChunk.read(changed).isPresent()) {
        assertThat(FeatureChunk.read(changed).orElseThrow().features())
            .isEqualTo(FeatureChunk.read(file).orElseThrow().features());
      }
    }
  }
}
