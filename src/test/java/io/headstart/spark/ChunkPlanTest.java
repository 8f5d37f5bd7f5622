package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.spark.ChunkFolder.ChunkFile;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
  private static final long ROW = 2048;

  private static ChunkFile file(int from, int count) {
    return new ChunkFile(new Path("/chunks/" + from), from, count);
  }

  @Test
  void aSetOfOneImageIsOneChunk() {
    ChunkPlan plan = ChunkPlan.of(1, 16, ROW);
    assertThat(plan.missing(0, Map.of())).containsExactly(0);
    assertThat(plan.countAt(0)).isEqualTo(1);
  }

  @Test
  void chunksHoldWholeBatches() {
    assertThat(ChunkPlan.of(10_000, 16, ROW).rows()).isEqualTo(1024);
    assertThat(ChunkPlan.of(10_000, 48, ROW).rows()).isEqualTo(1056);
    assertThat(ChunkPlan.of(10_000, 4096, ROW).rows()).isEqualTo(4096);
  }

  @Test
  void aVeryLargeSetHasLargerChunksAndWideRowsFewerOfThem() {
    ChunkPlan large = ChunkPlan.of(250_000_000, 16, ROW);
    assertThat(large.missing(0, Map.of())).hasSizeLessThanOrEqualTo(16_384);
    assertThat(large.rows() % 16).isZero();
    assertThat(ChunkPlan.of(10_000, 16, 1 << 20).rows()).isEqualTo(64);
    assertThat(ChunkPlan.of(10_000, 16, 128 << 20).rows()).isEqualTo(16);
  }

  @Test
  void onlyChunksOfTheSameCutCount() {
    ChunkPlan plan = ChunkPlan.of(2100, 16, ROW);
    Map<Integer, List<ChunkFile>> there =
        plan.there(List.of(file(0, 1024), file(512, 1024), file(1024, 512), file(2048, 52)));
    assertThat(there).containsOnlyKeys(0, 2048);
    assertThat(plan.missing(0, there)).containsExactly(1024);
    assertThat(plan.missing(1500, Map.of())).containsExactly(1024, 2048);
  }
}
