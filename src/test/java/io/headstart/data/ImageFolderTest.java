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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  private static final int SIDE = 8;
  private static final String FIRST_TRAIN =
      "8fd8cf16d0c7ee8e967c0ec95040e89c1eb08ee85058d5d6c9b5b2dc260fb102";
  private static final String FIRST_TEST =
      "783579f718e13b085ef0c15b954532d86111c67a5dbe0976ebabd13fbd19756d";

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectories(folder.resolve("photos"));
  }

  private Dataset open(int maxBroken) {
    return open(SIDE, maxBroken);
  }

  private Dataset open(int side, int maxBroken) {
    return open(new Square(side, Resize.STRETCH), maxBroken);
  }

  private Dataset open(Square square, int maxBroken) {
    BrokenImages broken = new BrokenImages(maxBroken, Set.of());
    return ImageFolder.open(
        new FolderTree(root), new FileReading(square, broken, folder.resolve("index")));
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
  void imagesMayLieInFoldersBelowTheirClass() throws IOException {
    image("bees/hive/2/1.png", 24);
    image("bees/hive/a.png", 23);
    image("bees/hive.png", 22);
    image("bees/a.png", 21);
    image("ants/x/y/1.png", 11);
    ImageSet train = open().train().get(0);
    assertThat(PhotoFolder.names(open()))
        .containsExactly(
            "ants/x/y/1.png",
            "bees/a.png",
            "bees/hive/2/1.png",
            "bees/hive/a.png",
            "bees/hive.png");
    assertThat(PhotoFolder.shades(train)).containsExactly(11, 21, 24, 23, 22);
    assertThat(train.labels()).containsExactly(0, 1, 1, 1, 1);
  }

  @Test
  void linksAreFollowedAndLoopsGoneAroundOnce() throws IOException {
    image("ants/1.png", 1);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.move(root.resolve("ants/1.png"), elsewhere.resolve("far.png"));
    image("ants/1.png", 2);
    Files.createSymbolicLink(root.resolve("bees"), elsewhere);
    Files.createSymbolicLink(root.resolve("ants/more"), elsewhere);
    Files.createSymbolicLink(elsewhere.resolve("again"), elsewhere);
    Files.createSymbolicLink(elsewhere.resolve("up"), root);
    Files.createSymbolicLink(elsewhere.resolve("lost.png"), root.resolve("nowhere"));
    Files.createSymbolicLink(root.resolve("ants/2.png"), elsewhere.resolve("far.png"));
    Dataset dataset = open();
    assertThat(dataset.classes()).containsExactly("ants", "bees");
    // Each class is gone through by itself; in it each folder is met once.
    assertThat(PhotoFolder.names(dataset))
        .containsExactly("ants/1.png", "ants/2.png", "ants/more/far.png", "bees/far.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "train/"})
  void aLinkToAFolderAboveItsClassBringsNoImages(String part) throws IOException {
    image(part + "ants/1.png", 1);
    image(part + "ants/deep/2.png", 2);
    image(part + "bees/1.png", 3);
    Files.createSymbolicLink(root.resolve(part + "ants/self"), Path.of("."));
    Files.createSymbolicLink(root.resolve(part + "ants/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve(part + "bees/far"), root.getParent());
    Files.createSymbolicLink(root.resolve(part + "ants/deep/top"), root);
    Dataset dataset = open();
    assertThat(PhotoFolder.names(dataset))
        .containsExactly(part + "ants/1.png", part + "ants/deep/2.png", part + "bees/1.png");
    assertThat(dataset.notes())
        .containsExactly(
            "4 links that lead to the folder of the class or above it, not used:"
                + " %1$sants/deep/top, %1$sants/self, %1$sants/up, ...".formatted(part));
  }

  @Test
  void imagesBesideTheClassFoldersAreNamed() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.png", 2);
    text("readme.txt");
    image("stray.jpg", 3);
    assertThat(open().notes())
        .containsExactly(
            "1 image beside the class folders, not used: stray.jpg",
            "1 files that are no images, not used");
    for (int i = 1; i < 5; i++) {
      image("train/ants/" + i + ".png", i);
      image("train/bees/" + i + ".png", i);
      image("train/" + i + ".png", i);
    }
    assertThat(open().notes())
        .contains(
            "5 images beside the class folders, not used:"
                + " train/1.png, train/2.png, train/3.png, ...");
  }

  @Test
  void aFileOfClassesFixesTheirOrder() throws IOException {
    image("train/ants/1.png", 1);
    image("train/bees/1.png", 2);
    image("val/ants/1.png", 3);
    image("val/bees/1.png", 4);
    String hash = open().train().get(0).contentHash();
    Files.writeString(root.resolve("classes.txt"), "bees\r\nants\r\n");
    Dataset dataset = open();
    assertThat(dataset.classes()).containsExactly("bees", "ants");
    assertThat(PhotoFolder.shades(dataset.train().get(0))).containsExactly(2, 1);
    assertThat(PhotoFolder.shades(dataset.validation().get(0))).containsExactly(4, 3);
    assertThat(dataset.train().get(0).contentHash()).isNotEqualTo(hash);
    assertThat(dataset.notes()).isEmpty();
    Files.writeString(root.resolve("classes.txt"), "bees\nants\nwasps\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("only in classes.txt: wasps; only with images: none; 3 lines for 2");
  }

  @Test
  void oneFolderThatHoldsAllIsGoneInto() throws IOException {
    image("hymenoptera_data/train/ants/1.png", 1);
    image("hymenoptera_data/train/bees/1.png", 2);
    Dataset dataset = open();
    assertThat(dataset.classes()).containsExactly("ants", "bees");
    assertThat(dataset.notes()).containsExactly("the images lie in hymenoptera_data/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "valid", "validation"})
  void aFolderOfValidationImagesIsAPartOfItsOwn(String name) throws IOException {
    for (String part : List.of("train", name, "test")) {
      image(part + "/ants/1.png", 1);
      image(part + "/bees/1.png", 2);
    }
    Dataset dataset = open();
    assertThat(dataset.parts())
        .extracting(ImageSet::name)
        .containsExactly("train", "validation", "test");
    assertThat(dataset.notes()).isEmpty();
    assertThat(PhotoFolder.names(dataset)).contains(name + "/ants/1.png");
  }

  @ParameterizedTest
  @CsvSource({"Train, Val, Test", "training, validation, testing", "TRAIN, Valid, TESTING"})
  void partsAreKnownByOtherNamesAndInAnyCase(String train, String validation, String test)
      throws IOException {
    for (String part : List.of(train, validation, test)) {
      image(part + "/ants/1.png", 1);
      image(part + "/bees/1.png", 2);
    }
    Dataset dataset = open();
    assertThat(dataset.classes()).containsExactly("ants", "bees");
    assertThat(dataset.parts())
        .extracting(ImageSet::name)
        .containsExactly("train", "validation", "test");
    assertThat(PhotoFolder.names(dataset)).startsWith(train + "/ants/1.png");
    assertThat(dataset.notes()).isEmpty();
  }

  @Test
  void aClassMayBeCalledAsAPartIs() throws IOException {
    for (String name : List.of("test", "Test", "Testing")) {
      root = Files.createDirectories(folder.resolve("among " + name));
      image("essay/1.png", 1);
      image("exam/1.png", 2);
      image(name + "/1.png", 3);
      image(name + "/more/1.png", 4);
      assertThat(open().classes()).containsExactlyInAnyOrder("essay", "exam", name);
    }
  }

  @ParameterizedTest
  @CsvSource({"train, Train, train", "train, training, train", "test, Testing, test"})
  void twoSpellingsOfAPartAreOneTooMany(String one, String other, String part) throws IOException {
    for (String name : new HashSet<>(List.of("train", one, other))) {
      image(name + "/ants/1.png", 1);
      image(name + "/bees/1.png", 2);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has two folders of " + part + " images")
        .hasMessageContaining(one)
        .hasMessageContaining(other)
        .hasMessageContaining("accepted: one of " + part)
        .hasMessageContaining("next: ");
  }

  @Test
  void twoFoldersOfValidationImagesAreOneTooMany() throws IOException {
    for (String part : List.of("train", "val", "valid")) {
      image(part + "/ants/1.png", 1);
      image(part + "/bees/1.png", 2);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has two folders of validation images")
        .hasMessageContaining("received: train, val, valid");
  }

  @Test
  void validationImagesAloneTrainNothing() throws IOException {
    image("val/ants/1.png", 1);
    image("val/bees/1.png", 2);
    assertThatThrownBy(this::open)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has no train/")
        .hasMessageContaining("received: val alone");
  }

  /** Written by version 0.1.0: its features, kept by this hash, are found again. */
  @Test
  void theHashOfAFolderStaysThatOfTheFirstVersion() throws IOException {
    for (String path : List.of("train/ants/10.png", "train/ants/9.jpg", "train/Bees/b.gif")) {
      text(path);
    }
    text("test/ants/1.png");
    text("test/Bees/1.png");
    Dataset dataset = open();
    assertThat(PhotoFolder.names(dataset))
        .startsWith("train/Bees/b.gif", "train/ants/10.png", "train/ants/9.jpg");
    assertThat(dataset.train().get(0).contentHash()).isEqualTo(FIRST_TRAIN);
    assertThat(dataset.test().get(0).contentHash()).isEqualTo(FIRST_TEST);
  }

  @Test
  void hiddenFilesAreSilentAndOthersAreCounted() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.JPG", 2);
    text("bees/.DS_Store");
    text(".git/config");
    text("bees/readme.txt");
    text("licence.txt");
    text("bees/deeper/3.txt");
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
    assertThat(open(16, 0).train().get(0).contentHash()).as("another size").isNotEqualTo(hash);
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
    FileTree tree = new FolderTree(root);
    assertThat(PixelHash.of(tree, "1.jpg")).isEqualTo(Sha256.of(root.resolve("1.jpg")));
    assertThat(PixelHash.of(tree, "6.jpg")).isNotEqualTo(Sha256.of(root.resolve("6.jpg")));
    assertThat(PixelHash.of(tree, "cmyk.jpg")).isNotEqualTo(Sha256.of(root.resolve("cmyk.jpg")));
    Files.delete(root.resolve("6.jpg"));
    Files.writeString(root.resolve("6.jpg"), "no image");
    assertThat(PixelHash.of(tree, "6.jpg")).isEqualTo(Sha256.of(root.resolve("6.jpg")));
  }

  @Test
  void theWayToTheSquareIsPartOfTheHash() throws IOException {
    image("ants/1.png", 1);
    image("bees/1.png", 2);
    Set<String> hashes = new HashSet<>();
    for (Resize resize : Resize.values()) {
      hashes.add(open(new Square(SIDE, resize), 0).train().get(0).contentHash());
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
