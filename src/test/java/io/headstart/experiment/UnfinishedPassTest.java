package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.run.History;
import io.headstart.train.HeadState;
import io.headstart.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedPassTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("pass");
  }

  private UnfinishedPass pass(String identity) {
    return new UnfinishedPass(file, identity, Duration.ofHours(1));
  }

  /** Of two heads, one without optimizer state and without best weights. */
  private static UnfinishedPass.Content content(int epoch) {
    HeadState one = new HeadState(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6});
    HeadState other = new HeadState(new float[] {Float.NaN, 7}, new float[0], new float[0]);
    return new UnfinishedPass.Content(
        List.of(
            new TrainingState(epoch, one, new float[] {8, 9}, 3, 0.1 + 0.2, History.NONE),
            new TrainingState(epoch, other, new float[0], 0, -1, History.NONE)),
        new boolean[] {false, true});
  }

  @Test
  void nothingIsKeptOfAPassThatWasNotBegun() {
    assertThat(pass("a").read()).isEmpty();
  }

  @Test
  void statesReadBackExactly() {
    pass("a").keep(content(4));
    assertThat(pass("a").read())
        .get()
        .usingRecursiveComparison()
        .withComparatorForType(Float::compare, Float.class)
        .withComparatorForType(Double::compare, Double.class)
        .isEqualTo(content(4));
  }

  @Test
  void statesOfAnotherPassAreNotTaken() {
    pass("a").keep(content(4));
    assertThat(pass("b").read()).isEmpty();
  }

  @Test
  void aPassWithAnyFlippedBitStartsAnew() throws IOException {
    pass("a").keep(content(4));
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] = (byte) (flipped[i] ^ (1 << (i % 8)));
      Files.write(file, flipped);
      assertThat(pass("a").read()).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void statesAreWrittenOnceInAnInterval() {
    pass("a").keepInTurn(content(1));
    assertThat(file).doesNotExist();
    UnfinishedPass hasty = new UnfinishedPass(file, "a", Duration.ZERO);
    hasty.keepInTurn(content(1));
    hasty.keepInTurn(content(2));
    assertThat(hasty.read().orElseThrow().states().get(0).epoch())
        .as("writing takes its share of the time and no more")
        .isEqualTo(1);
  }
}
