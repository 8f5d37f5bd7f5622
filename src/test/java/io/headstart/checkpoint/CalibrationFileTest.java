package io.headstart.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.NearestImages;
import io.headstart.calibrate.Novelty;
import io.headstart.calibrate.Novelty.Usual;
import io.headstart.calibrate.Temperature;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {
  private static final NearestImages NEAREST =
      NearestImages.of(new float[] {1, 0, 0, 1}, new int[] {0, 1, 2});

  @TempDir private Path folder;

  private Calibration read(Usual... doubt) {
    Novelty novelty = new Novelty(NEAREST, List.of(doubt), new Usual(0.1, 1 / 3.0), 2.5);
    Path file = folder.resolve("calibration.safetensors");
    CalibrationFile.write(
        file, new Calibration(new Temperature(1.5), Optional.of(0.7), Optional.of(novelty)));
    return CalibrationFile.read(file, 2);
  }

  @Test
  void whatIsUsualOfEachClassComesBackToTheLastBit() {
    Usual first = new Usual(-Math.PI, 1e-9);
    Usual second = new Usual(1 / 7.0, 12345.678);
    Calibration read = read(first, second);
    assertThat(read.novelty().orElseThrow().doubt()).containsExactly(first, second);
    assertThat(read.novelty().orElseThrow().distance()).isEqualTo(new Usual(0.1, 1 / 3.0));
    assertThat(read.leastConfidence()).contains(0.7);
  }

  /** As checkpoints had it before classes had their own. */
  @Test
  void oneDoubtIsThatOfAllClasses() {
    Calibration read = read(new Usual(-1, 2));
    assertThat(read.novelty(0, 0.9, OptionalDouble.of(1)))
        .isEqualTo(read.novelty(1, 0.9, OptionalDouble.of(1)));
  }

  @Test
  void doubtsOfOtherClassesAreDamage() {
    Path file = folder.resolve("calibration.safetensors");
    read(new Usual(0, 1), new Usual(0, 1));
    assertThatThrownBy(() -> CalibrationFile.read(file, 3)).isInstanceOf(Failure.class);
  }
}
