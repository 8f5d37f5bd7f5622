package io.headstart.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.AugmentSettings;
import io.headstart.config.AugmentSettings.Mode;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.data.ImageSet;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentedImageSetTest {
  private static final TinyImages IMAGES = TinyImages.of(40, 8, 6);
  private static final Operation NOISE = own("gaussian-noise");
  private static final Operation FLIP = own("horizontal-flip");

  @Test
  void withoutCopiesOrViewsThereAreNoSets() {
    AugmentSettings none = new AugmentSettings(0, Mode.ALL, List.of(), TrainOn.ORIGINAL, List.of());
    assertThat(AugmentedImageSet.copies(IMAGES, none, 1)).isEmpty();
    assertThat(AugmentedImageSet.views(IMAGES, none)).isEmpty();
  }

  @Test
  void copiesKeepSizeAndLabelsAndAreNumberedFromOne() {
    List<ImageSet> copies = AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 1);
    assertThat(copies)
        .extracting(ImageSet::name)
        .containsExactly("tiny+augment-1", "tiny+augment-2");
    ImageSet first = copies.get(0);
    assertThat(first.size()).isEqualTo(40);
    assertThat(first.height()).isEqualTo(8);
    assertThat(first.width()).isEqualTo(6);
    assertThat(first.label(5)).isEqualTo(2);
    assertThat(first.labels()).isEqualTo(IMAGES.labels());
  }

  @Test
  void imagesAreTheSameWhateverTheOrderAndTheThread() {
    AugmentSettings settings =
        twoCopies(own("random-crop"), own("rotation"), NOISE, own("color-jitter"));
    ImageSet forward = AugmentedImageSet.copies(IMAGES, settings, 9).get(0);
    ImageSet parallel = AugmentedImageSet.copies(IMAGES, settings, 9).get(0);
    List<byte[]> expected = IntStream.range(0, 40).mapToObj(i -> read(forward, i)).toList();
    List<byte[]> found =
        IntStream.range(0, 40).parallel().mapToObj(i -> read(parallel, 39 - i)).toList();
    for (int i = 0; i < 40; i++) {
      assertThat(found.get(39 - i)).as("image %d", i).isEqualTo(expected.get(i));
    }
  }

  @Test
  void seedCopyImageAndContentEachDrawAnew() {
    List<ImageSet> copies = AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 1);
    byte[] pixels = read(copies.get(0), 3);
    assertThat(pixels).isNotEqualTo(read(IMAGES, 3));
    assertThat(pixels).isNotEqualTo(read(copies.get(1), 3));
    ImageSet otherSeed = AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 2).get(0);
    assertThat(pixels).isNotEqualTo(read(otherSeed, 3));
    TinyImages longer = TinyImages.of(41, 8, 6);
    ImageSet otherContent = AugmentedImageSet.copies(longer, twoCopies(NOISE), 1).get(0);
    assertThat(pixels).isNotEqualTo(read(otherContent, 3));
  }

  @Test
  void contentHashCoversSourceOperationsSeedAndCopy() {
    List<ImageSet> copies = AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 1);
    String hash = copies.get(0).contentHash();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 1).get(0).contentHash())
        .isEqualTo(hash);
    assertThat(
            List.of(
                hash,
                copies.get(1).contentHash(),
                AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 2).get(0).contentHash(),
                AugmentedImageSet.copies(IMAGES, twoCopies(FLIP), 1).get(0).contentHash(),
                AugmentedImageSet.copies(TinyImages.of(41, 8, 6), twoCopies(NOISE), 1)
                    .get(0)
                    .contentHash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void brokenImagesStayBlack() {
    TinyImages source = new TinyImages(3, 2, 2, Set.of(1));
    ImageSet copy = AugmentedImageSet.copies(source, twoCopies(NOISE), 1).get(0);
    byte[] pixels = new byte[12];
    Arrays.fill(pixels, (byte) 9);
    assertThat(copy.read(1, pixels, 0)).isFalse();
    assertThat(pixels).containsOnly(0);
    assertThat(copy.read(0, pixels, 0)).isTrue();
    assertThat(copy.broken()).containsExactly("image 1");
  }

  @Test
  void readsAtAnOffsetAndTouchesNothingElse() {
    ImageSet copy = AugmentedImageSet.copies(IMAGES, twoCopies(NOISE), 1).get(0);
    byte[] pixels = new byte[2 + 8 * 6 * 3 + 2];
    Arrays.fill(pixels, (byte) 77);
    copy.read(4, pixels, 2);
    assertThat(Arrays.copyOfRange(pixels, 2, pixels.length - 2)).isEqualTo(read(copy, 4));
    assertThat(pixels).startsWith(77, 77).endsWith(77, 77);
  }

  @Test
  void aViewWithoutOperationsIsTheSetItself() {
    assertThat(views(List.of(List.of())).get(0)).isSameAs(IMAGES);
  }

  @Test
  void aFixedViewHasOneContentWhereverItStands() {
    List<ImageSet> views = views(List.of(List.of(), List.of(NOISE), List.of(FLIP)));
    assertThat(views.get(2).name()).isEqualTo("tiny+view-3");
    assertThat(views.get(2).contentHash())
        .isEqualTo(views(List.of(List.of(FLIP))).get(0).contentHash());
    byte[] row = read(IMAGES, 0);
    assertThat(read(views.get(2), 0)).startsWith(row[15], row[16], row[17], row[12]);
  }

  @Test
  void randomViewsListedTwiceDiffer() {
    List<ImageSet> views = views(List.of(List.of(NOISE), List.of(NOISE)));
    assertThat(read(views.get(0), 0)).isNotEqualTo(read(views.get(1), 0));
    assertThat(views.get(0).contentHash()).isNotEqualTo(views.get(1).contentHash());
  }

  @Test
  void fixedShiftsAlongOneAxisFollowFromFlipsAndDiagonals() {
    Operation diagonal =
        Operations.of("translation", 1, Optional.of(1.0), Optional.of(1.0), Padding.EDGE);
    ImageSet down = views(List.of(List.of(FLIP, diagonal, FLIP, diagonal))).get(0);
    byte[] original = read(IMAGES, 0);
    byte[] shifted = read(down, 0);
    // Two rows down; the column at the left border stays in its column but may be repeated.
    int row = 6 * 3;
    for (int y = 2; y < 8; y++) {
      assertThat(Arrays.copyOfRange(shifted, y * row + 3, (y + 1) * row))
          .isEqualTo(Arrays.copyOfRange(original, (y - 2) * row + 3, (y - 1) * row));
    }
  }

  private static byte[] read(ImageSet images, int index) {
    byte[] pixels = new byte[images.bytesPerImage()];
    images.read(index, pixels, 0);
    return pixels;
  }

  private static List<ImageSet> views(List<List<Operation>> views) {
    return AugmentedImageSet.views(
        IMAGES, new AugmentSettings(0, Mode.ALL, List.of(), TrainOn.ORIGINAL, views));
  }

  private static AugmentSettings twoCopies(Operation... operations) {
    return new AugmentSettings(2, Mode.ALL, List.of(operations), TrainOn.BOTH, List.of());
  }

  private static Operation own(String name) {
    return Operations.of(name, 1, Optional.empty(), Optional.empty(), Padding.REFLECT);
  }
}
