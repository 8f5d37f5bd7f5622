package io.headstart.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.operation.Brightness;
import io.headstart.operation.Frame;
import io.headstart.operation.HorizontalFlip;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import io.headstart.operation.PixelScale;
import io.headstart.operation.Rotation;
import io.headstart.operation.Translation;
import io.headstart.operation.VerticalFlip;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedViewTest {
  private static final int SIDE = 21;

  @Test
  void noViewsAreTheImageAlone() {
    assertThat(FixedView.of(List.of(), SIDE)).containsExactly(new FixedView(List.of()));
    assertThat(FixedView.of(List.of(List.of(new HorizontalFlip(0))), SIDE))
        .containsExactly(new FixedView(List.of()));
  }

  @Test
  void stepsGiveWhatTheOperationsGive() {
    List<Operation> operations =
        List.of(
            new HorizontalFlip(1),
            new Translation(1, 4, 4, Padding.ZERO),
            new PixelScale(1, 0.7, 0.7),
            new VerticalFlip(1),
            new Translation(1, -30, -30, Padding.REFLECT),
            new Translation(1, 2, 2, Padding.EDGE),
            new Brightness(1, 1.9, 1.9));
    byte[] image = new byte[3 * SIDE * SIDE];
    RandomStream random = RandomStream.of(1, "an image");
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) random.nextInt(256);
    }
    Frame frame = new Frame();
    frame.load(image, 0, SIDE, SIDE);
    operations.forEach(operation -> operation.apply(frame, random));
    byte[] wanted = new byte[image.length];
    frame.store(wanted, 0);
    byte[] given = image;
    for (FixedView.Step step : FixedView.of(List.of(operations), SIDE).get(0).steps()) {
      given = apply(step, given);
    }
    assertThat(given).isEqualTo(wanted);
  }

  private static byte[] apply(FixedView.Step step, byte[] image) {
    byte[] result = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      if (step instanceof FixedView.Move move) {
        int from = (int) move.sources()[i / 3];
        result[i] = (byte) ((image[3 * from + i % 3] & 0xff) * move.shown()[i / 3]);
      } else if (step instanceof FixedView.Table table) {
        result[i] = (byte) table.values()[image[i] & 0xff];
      }
    }
    return result;
  }

  @Test
  void whatIsDrawnByChanceIsRefused() {
    for (Operation operation :
        List.of(
            new HorizontalFlip(0.5),
            new Translation(1, -1, 1, Padding.ZERO),
            new Brightness(1, 0.9, 1.1),
            new Rotation(1, 5, 5, Padding.ZERO))) {
      assertThatThrownBy(() -> FixedView.of(List.of(List.of(operation)), SIDE))
          .isInstanceOf(Failure.class)
          .hasMessageContaining(operation.toString())
          .hasMessageContaining("--without-views");
    }
  }
}
