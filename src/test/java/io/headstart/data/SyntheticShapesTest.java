package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.config.DataSettings;
import io.headstart.io.Sha256;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyntheticShapesTest {
  private static byte[] pixels(SyntheticShapes shapes) {
    byte[] pixels = new byte[shapes.size() * shapes.bytesPerImage()];
    for (int i = 0; i < shapes.size(); i++) {
      assertThat(shapes.read(i, pixels, i * shapes.bytesPerImage())).isTrue();
    }
    return pixels;
  }

  @Test
  void noImagesAreASetToo() {
    SyntheticShapes none = new SyntheticShapes("train", 0, 0);
    assertThat(none.labels()).isEmpty();
    assertThat(none.contentHash()).hasSize(64);
    assertThatThrownBy(() -> none.label(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theSameSeedDrawsTheSameBytes() {
    byte[] first = pixels(new SyntheticShapes("train", 5, 20));
    assertThat(pixels(new SyntheticShapes("train", 5, 20))).isEqualTo(first);
    assertThat(pixels(new SyntheticShapes("train", 6, 20))).isNotEqualTo(first);
    assertThat(pixels(new SyntheticShapes("test", 5, 20))).isNotEqualTo(first);
  }

  /** On every machine, since results are documented for them. */
  @Test
  void thePixelsOfVersionOneStayAsTheyWere() {
    assertThat(Sha256.of(pixels(new SyntheticShapes("train", 0, 30))))
        .isEqualTo("1997395e43b564df2269b4835e43686efaed2098212fbe58e9a403ea9f007f79");
  }

  @Test
  void anImageDoesNotDependOnHowManyThereAreOrOnWhatWasReadBefore() {
    SyntheticShapes many = new SyntheticShapes("train", 5, 1000);
    byte[] alone = new byte[many.bytesPerImage()];
    many.read(7, alone, 0);
    byte[] few = pixels(new SyntheticShapes("train", 5, 10));
    int length = many.bytesPerImage();
    assertThat(Arrays.copyOfRange(few, 7 * length, 8 * length)).isEqualTo(alone);
  }

  @Test
  void everyTenImagesHoldEveryClassOnceInAnOrderOfTheirOwn() {
    SyntheticShapes shapes = new SyntheticShapes("train", 5, 1000);
    int[] labels = IntStream.range(0, 1000).map(shapes::label).toArray();
    for (int block = 0; block < 100; block++) {
      assertThat(Arrays.stream(labels, block * 10, block * 10 + 10).sorted().toArray())
          .isEqualTo(IntStream.range(0, 10).toArray());
    }
    assertThat(Arrays.copyOf(labels, 10)).isNotEqualTo(Arrays.copyOfRange(labels, 10, 20));
  }

  @Test
  void seedPartAndSizeAreInTheHash() {
    String hash = new SyntheticShapes("train", 5, 20).contentHash();
    assertThat(new SyntheticShapes("train", 5, 20).contentHash()).isEqualTo(hash);
    assertThat(
            IntStream.of(0, 1, 2)
                .mapToObj(
                    i ->
                        new SyntheticShapes(
                                i == 0 ? "test" : "train", i == 1 ? 6 : 5, i == 2 ? 21 : 20)
                            .contentHash()))
        .doesNotContain(hash)
        .doesNotHaveDuplicates();
  }

  @Test
  void theSetHasTheTwoPartsItsSettingsCount() {
    Dataset dataset = SyntheticShapes.open(new DataSettings.Synthetic(30, 20), 4);
    assertThat(dataset.classes()).hasSize(10);
    assertThat(dataset.train()).extracting(ImageSet::name).containsExactly("train");
    assertThat(dataset.test()).extracting(ImageSet::size).containsExactly(20);
    assertThat(dataset.notes())
        .containsExactly("drawn by the program (synthetic shapes 1, seed 4)");
  }
}
