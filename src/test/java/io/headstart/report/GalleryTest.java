package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.report.Gallery.Group;
import io.headstart.report.Gallery.Shot;
import io.headstart.report.ImageSource.Pixels;
import io.headstart.run.ImagePredictions;
import io.headstart.run.ImagePredictions.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class GalleryTest {
  private static final List<String> NAMES = List.of("ant", "bee");

  private static Optional<Pixels> grey(int index) {
    return Optional.of(new Pixels(200, 100, new byte[200 * 100 * 3]));
  }

  private static List<String> texts(List<Shot> shots) {
    return shots.stream().map(Shot::text).map(text -> text.replace('\u00a0', ' ')).toList();
  }

  @Test
  void withoutPredictionsThereAreNoImages() {
    Gallery empty = Gallery.of(new ImagePredictions(List.of()), NAMES, GalleryTest::grey);
    assertThat(empty.isEmpty()).isTrue();
    assertThat(empty).isEqualTo(Gallery.NONE);
  }

  @Test
  void imagesThatCannotBeReadAreLeftOut() {
    ImagePredictions one = new ImagePredictions(List.of(new Image(3, 0, 1, 0.9)));
    assertThat(Gallery.of(one, NAMES, index -> Optional.empty()).isEmpty()).isTrue();
  }

  @Test
  void mistakesAreOrderedByConfidenceAndFoundInTheirCell() {
    ImagePredictions predictions =
        new ImagePredictions(
            List.of(
                new Image(0, 0, 1, 0.6),
                new Image(1, 0, 1, 0.9),
                new Image(2, 1, 1, 0.99),
                new Image(3, 1, 0, 0.7)));
    Gallery gallery = Gallery.of(predictions, NAMES, GalleryTest::grey);
    assertThat(texts(gallery.mistakes().shots()))
        .containsExactly(
            "ant, taken for bee, 90.00 %",
            "bee, taken for ant, 70.00 %", "ant, taken for bee, 60.00 %");
    assertThat(gallery.cells())
        .extracting(Group::id)
        .containsExactly("cell-0-1", "cell-1-0", "cell-1-1");
    assertThat(gallery.has(0, 1)).isTrue();
    assertThat(gallery.has(0, 0)).isFalse();
    assertThat(gallery.classes()).extracting(Group::title).containsExactly("ant", "bee");
    assertThat(texts(gallery.classes().get(1).shots()))
        .containsExactly("bee, 99.00 %", "bee, taken for ant, 70.00 %");
  }

  @Test
  void anImageIsToldByItsName() {
    ImagePredictions one = new ImagePredictions(List.of(new Image(3, 0, 1, 0.9)));
    assertThat(Gallery.of(one, NAMES, GalleryTest::grey).mistakes().shots().get(0))
        .satisfies(
            shot -> {
              assertThat(shot.name()).isEmpty();
              assertThat(shot.alternative()).isEqualTo(shot.text());
            });
    assertThat(Gallery.of(one, NAMES, new Named()).mistakes().shots().get(0))
        .satisfies(
            shot -> {
              assertThat(shot.name()).isEqualTo("animals/3.jpg");
              assertThat(shot.alternative()).isEqualTo("animals/3.jpg: " + shot.text());
            });
  }

  @Test
  void aGroupSaysHowManyOfItsImagesItShows() {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < 1022; i++) {
      images.add(new Image(i, 0, 0, 0.9));
    }
    for (int i = 0; i < 6; i++) {
      images.add(new Image(2000 + i, 0, 1, 0.9));
    }
    Gallery gallery = Gallery.of(new ImagePredictions(images), NAMES, GalleryTest::grey);
    assertThat(gallery.cells()).extracting(Group::shown).containsExactly("", "6 of 1,022 shown");
    assertThat(gallery.mistakes().shown()).isEmpty();
  }

  @Test
  void longNamesTakeOfThePagesRoom() {
    List<Image> many = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      many.add(new Image(i, 0, 1, 0.9));
    }
    ImageSource longNames =
        new ImageSource() {
          @Override
          public Optional<Pixels> image(int index) {
            return grey(index);
          }

          @Override
          public String name(int index) {
            return "x".repeat(100_000);
          }
        };
    Gallery gallery = Gallery.of(new ImagePredictions(many), NAMES, longNames);
    assertThat(gallery.mistakes().shown()).isEqualTo("8 of 24 shown");
  }

  private static final class Named implements ImageSource {
    @Override
    public Optional<Pixels> image(int index) {
      return grey(index);
    }

    @Override
    public String name(int index) {
      return "animals/" + index + ".jpg";
    }
  }

  @Test
  void thumbnailsKeepTheirProportions() throws IOException {
    String address = Thumbnail.address(grey(0).orElseThrow());
    byte[] jpeg = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getHeight()).isEqualTo(32);
  }

  /** Noise does not compress: without a limit these would be 20 MB. */
  @Test
  void aPageStaysSmall() {
    List<Image> many = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int c = 0; c < 100; c++) {
      names.add("class " + c);
      for (int i = 0; i < 20; i++) {
        many.add(new Image(many.size(), c, (c + i) % 100, 0.5));
      }
    }
    Random random = new Random(1);
    Gallery gallery =
        Gallery.of(
            new ImagePredictions(many),
            names,
            index -> {
              byte[] noise = new byte[64 * 64 * 3];
              random.nextBytes(noise);
              return Optional.of(new Pixels(64, 64, noise));
            });
    List<Shot> all = new ArrayList<>(gallery.mistakes().shots());
    gallery.classes().forEach(group -> all.addAll(group.shots()));
    gallery.cells().forEach(group -> all.addAll(group.shots()));
    assertThat(all.stream().mapToInt(shot -> shot.source().length()).sum()).isLessThan(1_600_000);
    assertThat(all).hasSizeGreaterThan(100);
  }
}
