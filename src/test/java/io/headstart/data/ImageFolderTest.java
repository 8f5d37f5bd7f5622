package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.config.DataSettings.Resize;
import io.headstart.io.Sha256;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final int SIDE = 8;
  private static final Square STRETCHED = new Square(SIDE, Resize.STRETCH);

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectories(folder.resolve("photos"));
  }

  private Dataset open(int maxBroken) {
    return ImageFolder.open(root, STRETCHED, maxBroken, folder.resolve("index"));
  }

  private Dataset open() {
    return open(0);
  }

  /** Writes a 2 x 2 image of one shade. */
  private void image(String path, int shade) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 4; i++) {
      image.setRGB(i % 2, i / 2, shade * 0x010101);
    }
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    assertThat(ImageIO.write(image, extension, file.toFile())).isTrue();
  }

  private void text(String path) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), "no image");
  }

  private static int shade(ImageSet images, int index) {
    byte[] pixels = new byte[images.bytesPerImage()];
    assertThat(images.read(index, pixels, 0)).isTrue();
    return Byte.toUnsignedInt(pixels[0]);
  }

  @Test
  void aFolderThatIsNotThereIsMissing() {
    assertThatThrownBy(
            () -> ImageFolder.open(root.resolve("x"), STRETCHED, 0, folder.resolve("index")))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("which is not a folder");
  }

  @Test
  void anEmptyFolderHasTooFewClasses() {
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: no sub-folders")
        .hasMessageContaining("accepted: at least two class folders");
  }

  @Test
  void oneClassIsTooFew() throws IOException {
    image("ants/1.png", 1);
    assertThatThrownBy(this::open).hasMessageContaining("received: one sub-folder: ants");
  }

  @Test
  void aClassWithoutImagesIsNamed() throws IOException {
    image("ants/1.png", 1);
    text("bees/notes.txt");
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("a class has no images")
        .hasMessageContaining(root.resolve("bees") + ", with none among 1 files")
        .hasMessageContaining("add images of bees, or remove its folder");
  }

  @Test
  void classesAndImagesAreSortedByNameWhateverTheDiskSays() throws IOException {
    image("bees/2.png", 22);
    image("bees/10.png", 21);
    image("Wasps/1.png", 3);
    image("ants/1.png", 11);
    Dataset dataset = open();
    assertThat(dataset.classes()).containsExactly("Wasps", "ants", "bees");
    assertThat(dataset.test()).isEmpty();
    assertThat(dataset.notes()).isEmpty();
    ImageSet train = dataset.train().get(0);
    assertThat(train.name()).isEqualTo("train");
    assertThat(train.size()).isEqualTo(4);
    assertThat(train.labels()).containsExactly(0, 1, 2, 2);
    List<Integer> shades = new ArrayList<>();
    for (int i = 0; i < train.size(); i++) {
      shades.add(shade(train, i));
    }
    assertThat(shades).containsExactly(3, 11, 21, 22);
  }

  @Test
  void everyImageIsASquareOfTheSizeAskedFor() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.bmp", 2);
    ImageSet train = open().train().get(0);
    assertThat(train.height()).isEqualTo(SIDE);
    assertThat(train.width()).isEqualTo(SIDE);
    byte[] pixels = new byte[2 + train.bytesPerImage()];
    assertThat(train.read(1, pixels, 2)).isTrue();
    assertThat(pixels).startsWith(0, 0, 2, 2).endsWith(2);
  }

  @Test
  void hiddenFilesAreSilentAndOthersAreCounted() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.JPG", 2);
    text("bees/.DS_Store");
    text(".git/config");
    text("bees/readme.txt");
    text("licence.txt");
    image("bees/deeper/3.png", 3);
    Dataset dataset = open();
    assertThat(dataset.classes()).containsExactly("ants", "bees");
    assertThat(dataset.train().get(0).size()).isEqualTo(2);
    assertThat(dataset.notes()).containsExactly("3 files that are no images, not used");
  }

  @Test
  void trainAndTestArePartsOfTheSameClasses() throws IOException {
    image("train/ants/1.png", 1);
    image("train/bees/1.png", 2);
    image("test/ants/1.png", 3);
    image("test/bees/1.png", 4);
    image("test/bees/2.png", 5);
    image("spare/ants/1.png", 6);
    Dataset dataset = open();
    assertThat(dataset.train()).extracting(ImageSet::size).containsExactly(2);
    assertThat(dataset.test()).extracting(ImageSet::size).containsExactly(3);
    assertThat(dataset.test().get(0).name()).isEqualTo("test");
    assertThat(shade(dataset.test().get(0), 2)).isEqualTo(5);
    assertThat(dataset.notes()).containsExactly("folders beside train and test, not used: spare");
  }

  @Test
  void trainAloneIsEnoughAndClassesMayBeCalledSo() throws IOException {
    image("train/ants/1.png", 1);
    image("train/bees/1.png", 2);
    assertThat(open().test()).isEmpty();
    // Without folders in it, train is a class like another.
    Path other = folder.resolve("vehicles");
    root = Files.createDirectories(other);
    image("train/1.png", 1);
    image("tram/1.png", 2);
    assertThat(open().classes()).containsExactly("train", "tram");
  }

  @Test
  void otherClassesInTestThanInTrainAreRefused() throws IOException {
    image("train/ants/1.png", 1);
    image("train/bees/1.png", 2);
    image("test/ants/1.png", 3);
    image("test/wasps/1.png", 4);
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("have different classes")
        .hasMessageContaining("received: only in train: bees; only in test: wasps");
  }

  @Test
  void brokenImagesAreSkippedUpToTheNumberAccepted() throws IOException {
    image("ants/1.png", 1);
    text("ants/2.png");
    text("bees/1.png");
    image("bees/2.png", 2);
    ImageSet train = open(2).train().get(0);
    byte[] pixels = new byte[train.bytesPerImage()];
    Arrays.fill(pixels, (byte) 9);
    assertThat(train.read(1, pixels, 0)).isFalse();
    assertThat(pixels).containsOnly(0);
    assertThat(train.read(2, pixels, 0)).isFalse();
    assertThat(train.read(2, pixels, 0)).as("the same once more counts once").isFalse();
    assertThat(train.broken())
        .containsExactly(
            "ants/2.png: not a PNG, JPEG, WebP, TIFF, BMP or GIF image",
            "bees/1.png: not a PNG, JPEG, WebP, TIFF, BMP or GIF image");
  }

  @Test
  void oneBrokenImageTooManyFails() throws IOException {
    text("ants/1.png");
    text("bees/1.png");
    ImageSet train = open(1).train().get(0);
    byte[] pixels = new byte[train.bytesPerImage()];
    assertThat(train.read(0, pixels, 0)).isFalse();
    assertThatThrownBy(() -> train.read(1, pixels, 0))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("too many broken images")
        .hasMessageContaining("received: 2 so far: ants/1.png: not a PNG")
        .hasMessageContaining("accepted: at most 1 (data.max-broken)");
  }

  @Test
  void brokenImagesOfTestCountTooAndAreListedWithTheirPart() throws IOException {
    for (String part : List.of("train", "test")) {
      text(part + "/ants/1.png");
      image(part + "/bees/1.png", 1);
    }
    Dataset dataset = open(2);
    byte[] pixels = new byte[dataset.train().get(0).bytesPerImage()];
    dataset.parts().forEach(part -> part.read(0, pixels, 0));
    assertThat(dataset.train().get(0).broken()).singleElement().asString().startsWith("train/ants");
    assertThat(dataset.test().get(0).broken()).singleElement().asString().startsWith("test/ants");
  }

  @Test
  void theContentHashFollowsPixelsClassesAndSize() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.png", 2);
    String hash = open().train().get(0).contentHash();
    assertThat(open().train().get(0).contentHash()).isEqualTo(hash);
    assertThat(
            ImageFolder.open(root, new Square(16, Resize.STRETCH), 0, folder.resolve("index"))
                .train()
                .get(0)
                .contentHash())
        .as("another size")
        .isNotEqualTo(hash);
    // The name of a file decides the order only, as long as its class is the same.
    Files.move(root.resolve("ants/1.png"), root.resolve("ants/9.png"));
    assertThat(open().train().get(0).contentHash()).isEqualTo(hash);
    Files.move(root.resolve("ants"), root.resolve("aunts"));
    assertThat(open().train().get(0).contentHash()).as("another class").isNotEqualTo(hash);
    Files.move(root.resolve("aunts"), root.resolve("ants"));
    image("ants/9.png", 7);
    assertThat(open().train().get(0).contentHash()).as("other pixels").isNotEqualTo(hash);
  }

  /** Computed with version 0.1.0, so that features it has stored are found. */
  @Test
  void stretchedImagesHaveTheHashOfVersion010() throws IOException {
    copy("rgb.jpg", "ants/1.jpg");
    copy("rgb.png", "bees/1.png");
    assertThat(open().train().get(0).contentHash())
        .isEqualTo("8499ff5601c19901aac9a9c6f3e9074477f109a16a6ec286020cc77590b69986");
  }

  @Test
  void imagesThatAreTurnedOrCmykHaveAnotherHashThanTheirBytes() throws IOException {
    copy("turned-1.jpg", "1.jpg");
    copy("turned-6.jpg", "6.jpg");
    copy("cmyk.jpg", "cmyk.jpg");
    assertThat(PixelHash.of(root.resolve("1.jpg"))).isEqualTo(Sha256.of(root.resolve("1.jpg")));
    assertThat(PixelHash.of(root.resolve("6.jpg"))).isNotEqualTo(Sha256.of(root.resolve("6.jpg")));
    assertThat(PixelHash.of(root.resolve("cmyk.jpg")))
        .isNotEqualTo(Sha256.of(root.resolve("cmyk.jpg")));
    Files.delete(root.resolve("6.jpg"));
    Files.writeString(root.resolve("6.jpg"), "no image");
    assertThat(PixelHash.of(root.resolve("6.jpg"))).isEqualTo(Sha256.of(root.resolve("6.jpg")));
  }

  @Test
  void theWayToTheSquareIsPartOfTheHash() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.png", 2);
    Set<String> hashes = new HashSet<>();
    for (Resize resize : Resize.values()) {
      Dataset dataset =
          ImageFolder.open(root, new Square(SIDE, resize), 0, folder.resolve("index"));
      hashes.add(dataset.train().get(0).contentHash());
    }
    assertThat(hashes).hasSize(3);
  }

  private void copy(String resource, String path) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.write(root.resolve(path), SquareTest.resource(resource));
  }

  @Test
  void anImageThatWentAwayIsAFailureWithoutATrace() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.png", 2);
    ImageSet train = open().train().get(0);
    Files.delete(root.resolve("bees/1.png"));
    assertThatThrownBy(train::contentHash)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot hash the images in " + root)
        .hasMessageContaining("that no image was removed since the start");
  }
}
