package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.DataSettings;
import io.headstart.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source's own parts, groups, folds and excluded images do to a split. */
class LayoutSplitsTest {
  @TempDir private Path folder;
  private PhotoFolder photos;

  @BeforeEach
  void makeFolder() throws IOException {
    photos = new PhotoFolder(folder);
  }

  /** Twenty images in two classes, four images of each of five persons. */
  private void people(String prefix) throws IOException {
    for (int person = 0; person < 5; person++) {
      for (int i = 0; i < 2; i++) {
        photos.image(prefix + "happy/p" + person + "_" + i + ".png", person);
        photos.image(prefix + "sad/p" + person + "_" + i + ".png", person);
      }
    }
  }

  private List<String> names(int[] indices, String path, String... overrides) {
    return PhotoFolder.names(photos.open(path, overrides), indices);
  }

  @Test
  void theSourcesOwnPartsValidateAndTest() throws IOException {
    people("train/");
    photos.image("val/happy/1.png", 1).image("val/sad/1.png", 2);
    Split split = photos.split("");
    assertThat(split.train()).hasSize(20);
    assertThat(names(split.validation(), "")).containsExactly("val/happy/1.png", "val/sad/1.png");
    assertThat(split.test()).isEmpty();
    assertThat(Splits.notes(photos.open(""), photos.settings("").split()))
        .containsExactly(
            "the source's own validation images validate",
            "no test images: the source has none, and data.split.test draws none");
    photos.image("test/happy/1.png", 1).image("test/sad/1.png", 2);
    assertThat(names(photos.split("").test(), ""))
        .containsExactly("test/happy/1.png", "test/sad/1.png");
  }

  @Test
  void withoutPartsATenthValidatesAndNothingTests() throws IOException {
    people("");
    Split split = photos.split("");
    assertThat(split.train()).hasSize(18);
    assertThat(split.validation()).hasSize(2);
    assertThat(split.test()).isEmpty();
    for (String share : new String[] {"0.1", "[\"0.1\"]"}) {
      assertThat(photos.split("", "data.split.validation=" + share).validation())
          .isEqualTo(split.validation());
    }
  }

  @Test
  void testImagesCanBeDrawnBesideAFolderOfValidationImages() throws IOException {
    people("train/");
    photos.image("val/happy/1.png", 1).image("val/sad/1.png", 2);
    Split split = photos.split("", "data.split.test=[\"0.2\"]");
    assertThat(split.train()).hasSize(16);
    assertThat(split.validation()).hasSize(2);
    assertThat(split.test()).hasSize(4);
  }

  @Test
  void aShareThatIsAskedForLeavesTheSourcesOwnAside() throws IOException {
    people("train/");
    photos.image("val/happy/1.png", 1).image("val/sad/1.png", 2);
    String[] asked = {"data.split.validation=0.2"};
    assertThat(names(photos.split("", asked).validation(), ""))
        .allMatch(n -> n.startsWith("train"));
    assertThat(Splits.notes(photos.open("", asked), photos.settings("", asked).split()))
        .contains("the source's own validation images are not used");
    assertThat(photos.split("", "data.split.train=[train, validation]", asked[0]).train())
        .hasSize(18);
  }

  @Test
  void excludedImagesAreInNoSplitButStayInTheirPart() throws IOException {
    people("");
    String hash = photos.open("").train().get(0).contentHash();
    Files.writeString(folder.resolve("out.txt"), "sad/p0_0.png\n\nsad/p0_1.png\nlost.png\n");
    String exclude = "data.exclude=[happy/p1_0.png, \"%s\"]".formatted(folder.resolve("out.txt"));
    Split split = photos.split("", exclude);
    List<String> all = new ArrayList<>(names(split.train(), "", exclude));
    all.addAll(names(split.validation(), "", exclude));
    assertThat(all).hasSize(17).doesNotContain("happy/p1_0.png", "sad/p0_0.png", "sad/p0_1.png");
    Dataset dataset = photos.open("", exclude);
    assertThat(dataset.train().get(0).contentHash()).as("features serve again").isEqualTo(hash);
    assertThat(dataset.notes())
        .containsExactly("3 images excluded; 1 names of data.exclude are no images here: lost.png");
  }

  @Test
  void anExcludedImageMayBeBroken() throws IOException {
    people("");
    photos.text("happy/broken.png", "no image");
    ImageSet part = photos.open("", "data.exclude=happy/broken.png").train().get(0);
    assertThat(part.imageName(0)).isEqualTo("happy/broken.png");
    assertThat(part.read(0, new byte[part.bytesPerImage()], 0)).isFalse();
    assertThat(part.broken()).isEmpty();
  }

  @Test
  void imagesThatAreNoFilesAreNamedByPartAndIndex() {
    DataSettings settings =
        SettingsReader.parse(
                "data: {source: synthetic, synthetic: {train: 40, test: 10}, exclude: [test/3]}",
                "synthetic",
                List.of())
            .data();
    Dataset dataset = Datasets.open(settings, 0, folder.resolve("home"), true, Progress.NONE);
    assertThat(Splits.of(dataset, settings.split(), 0).test()).hasSize(9).doesNotContain(43);
  }

  @Test
  void aListOfExcludedImagesThatIsNotThereIsMissing() throws IOException {
    people("");
    assertThatThrownBy(() -> photos.open("", "data.exclude=nowhere.txt"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining(
            "received: data.exclude: nowhere.txt, looked for at "
                + Path.of("nowhere.txt").toAbsolutePath())
        .hasMessageContaining("absolute or relative to the working directory, not to data.path")
        .hasMessageContaining("next:     correct the path in data.exclude");
    photos.text("nowhere.txt", "sad/p0_0.png");
    assertThatThrownBy(() -> photos.open("", "data.exclude=nowhere.txt"))
        .hasMessageContaining("next:     name it by " + photos.root().resolve("nowhere.txt"));
  }

  private static Set<String> persons(List<String> names) {
    Set<String> persons = new HashSet<>();
    names.forEach(name -> persons.add(name.replaceAll(".*/(p\\d).*", "$1")));
    return persons;
  }

  @Test
  void imagesOfOneGroupStayTogether() throws IOException {
    people("");
    String[] grouped = {
      "data.split.group=\"/(p\\\\d)_\"", "data.split.validation=0.2", "data.split.test=[\"0.2\"]"
    };
    for (int seed = 0; seed < 20; seed++) {
      Dataset dataset = photos.open("", grouped);
      Split split = Splits.of(dataset, photos.settings("", grouped).split(), seed);
      Set<String> train = persons(PhotoFolder.names(dataset, split.train()));
      Set<String> validation = persons(PhotoFolder.names(dataset, split.validation()));
      Set<String> test = persons(PhotoFolder.names(dataset, split.test()));
      assertThat(train).hasSize(3).doesNotContainAnyElementsOf(validation);
      assertThat(test).hasSize(1).doesNotContainAnyElementsOf(train);
      assertThat(validation).hasSize(1).doesNotContainAnyElementsOf(test);
    }
  }

  @Test
  void aGroupOnTwoSidesOfTheSourcesOwnSplitIsRefused() throws IOException {
    people("train/");
    photos.image("val/happy/p3_9.png", 1).image("val/sad/p9_1.png", 2);
    assertThatThrownBy(() -> photos.split("", "data.split.group=(p\\d)_"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("images of one group are on two sides of the split")
        .hasMessageContaining("received: group p3 has train and validation images");
  }

  @Test
  void groupsTooLargeToDrawAreRefused() throws IOException {
    people("");
    assertThatThrownBy(() -> photos.split("", "data.split.group=/(p)\\d_"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("data.split.validation cannot be drawn")
        .hasMessageContaining("no group small enough");
  }

  @Test
  void anExpressionThatGivesNoGroupIsRefused() throws IOException {
    people("");
    assertThatThrownBy(() -> photos.split("", "data.split.group=(x+)"))
        .hasMessageContaining("data.split.group gives no image a group");
    assertThatThrownBy(() -> photos.split("", "data.split.group=person"))
        .hasMessageContaining("data.split.group gives no image a group");
    assertThatThrownBy(() -> photos.split("", "data.split.group=(a)(b)"))
        .hasMessageContaining("2 capture groups");
    assertThatThrownBy(() -> photos.split("", "data.split.group=(a"))
        .hasMessageContaining("no regular expression that can be used");
  }

  @Test
  void everyImageValidatesInOneFold() throws IOException {
    people("");
    List<String> validated = new ArrayList<>();
    for (int fold = 1; fold <= 3; fold++) {
      String[] wanted = {"data.split.folds=3", "data.split.fold=" + fold};
      Split split = photos.split("", wanted);
      assertThat(split.train()).isSorted().doesNotContain(split.validation());
      assertThat(split.train().length + split.validation().length).isEqualTo(20);
      assertThat(split.validation()).hasSizeBetween(6, 7);
      List<String> names = names(split.validation(), "", wanted);
      long happy = names.stream().filter(name -> name.startsWith("happy")).count();
      assertThat(happy).isBetween(3L, 4L);
      validated.addAll(names);
    }
    assertThat(validated).hasSize(20).doesNotHaveDuplicates();
    Split all = photos.split("", "data.split.folds=3");
    assertThat(all.train()).hasSize(20);
    assertThat(all.validation()).isEmpty();
  }

  @Test
  void foldsKeepGroupsTogetherToo() throws IOException {
    people("");
    Set<String> seen = new HashSet<>();
    for (int fold = 1; fold <= 5; fold++) {
      String[] wanted = {
        "data.split.group=/(p\\d)_", "data.split.folds=5", "data.split.fold=" + fold
      };
      Set<String> persons = persons(names(photos.split("", wanted).validation(), "", wanted));
      assertThat(persons).hasSize(1);
      seen.addAll(persons);
    }
    assertThat(seen).hasSize(5);
    assertThatThrownBy(() -> photos.split("", "data.split.group=/(p\\d)_", "data.split.folds=6"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("data.split.folds: 6, for 5 images or groups of them");
  }

  @Test
  void aFoldIsOneOfTheFolds() {
    assertThatThrownBy(() -> photos.settings("", "data.split.fold=2"))
        .hasMessageContaining("2 without folds");
    assertThatThrownBy(() -> photos.settings("", "data.split.folds=5", "data.split.fold=6"))
        .hasMessageContaining("6 of 5 folds");
  }
}
