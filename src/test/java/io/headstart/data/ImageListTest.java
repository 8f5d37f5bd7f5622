package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageListTest {
  @TempDir private Path folder;
  private PhotoFolder photos;

  @BeforeEach
  void drawImages() throws IOException {
    photos = new PhotoFolder(folder);
    for (int i = 1; i <= 4; i++) {
      photos.image("some/" + i + ".png", 10 * i);
    }
  }

  private Dataset open(String name, String... lines) throws IOException {
    return photos.text(name, lines).open(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list.csv", "list.tsv", "list.jsonl", "list.ndjson", "LIST.CSV"})
  void anEmptyListIsRefusedInFourParts(String name) {
    assertThatThrownBy(() -> open(name))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has no column path and no label")
        .hasMessageContaining("received: columns: none")
        .hasMessageContaining("accepted: path and label");
  }

  @Test
  void aListOfNoRowsHasTooFewClasses() {
    assertThatThrownBy(() -> open("list.csv", "path,label"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has too few classes\n  received: no rows");
  }

  @Test
  void rowsAreSortedByClassAndPathWhateverTheirOrder() throws IOException {
    Dataset dataset =
        open("list.csv", "path,label", "some/4.png,bee", "./some/3.png,ant", "some/1.png,bee");
    assertThat(dataset.classes()).containsExactly("ant", "bee");
    assertThat(PhotoFolder.names(dataset))
        .containsExactly("some/3.png", "some/1.png", "some/4.png");
    ImageSet train = dataset.train().get(0);
    assertThat(train.labels()).containsExactly(0, 1, 1);
    assertThat(PhotoFolder.shades(train)).containsExactly(30, 10, 40);
    assertThat(dataset.validation()).isEmpty();
    assertThat(dataset.test()).isEmpty();
    assertThat(dataset.notes()).isEmpty();
    Dataset turned =
        open("turned.csv", "label,path", "bee,some/1.png", "ant,some/3.png", "bee,some/4.png");
    assertThat(turned.train().get(0).contentHash()).isEqualTo(train.contentHash());
  }

  @Test
  void allFormatsSayTheSame() throws IOException {
    Dataset csv =
        open(
            "list.csv",
            "\uFEFFpath,label,split,group,weight,remark",
            "\"some/1.png\",\"ant, red\",train,a,0.5,",
            "some/2.png,bee,val,,,",
            "some/3.png,bee,,b,2,\"two",
            "lines\"",
            "some/4.png,\"ant, red\",test,c,1,");
    Dataset tsv =
        open(
            "list.tsv",
            "path\tlabel\tsplit\tgroup\tweight",
            "some/1.png\tant, red\ttrain\ta\t0.5",
            "some/2.png\tbee\tvalid\t\t",
            "some/3.png\tbee\tTraining\tb\t2",
            "some/4.png\tant, red\ttest\tc\t");
    Dataset json =
        open(
            "list.jsonl",
            "{\"path\": \"some/1.png\", \"label\": \"ant, red\", \"group\": \"a\", \"weight\": 0.5}",
            "",
            "{\"path\": \"some/2.png\", \"label\": \"bee\", \"split\": \"VALIDATION\"}",
            "{\"path\": \"some/3.png\", \"label\": \"bee\", \"group\": \"b\", \"weight\": 2}",
            "{\"path\": \"some/4.png\", \"label\": \"ant, red\", \"split\": \"test\","
                + " \"group\": \"c\", \"weight\": null}");
    for (Dataset dataset : new Dataset[] {csv, tsv, json}) {
      assertThat(dataset.classes()).containsExactly("ant, red", "bee");
      ImageSet train = dataset.train().get(0);
      assertThat(train.labels()).containsExactly(0, 1);
      assertThat(train.group(1)).contains("b");
      assertThat(train.weight(0)).isEqualTo(0.5f);
      assertThat(train.weight(1)).isEqualTo(2);
      ImageSet validation = dataset.validation().get(0);
      assertThat(validation.name()).isEqualTo("validation");
      assertThat(validation.imageName(0)).isEqualTo("some/2.png");
      assertThat(validation.label(0)).as("behind a class without images").isEqualTo(1);
      assertThat(validation.group(0)).isEmpty();
      assertThat(validation.weight(0)).isEqualTo(1);
      assertThat(dataset.test().get(0).labels()).containsExactly(0);
      assertThat(train.contentHash()).isEqualTo(csv.train().get(0).contentHash());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "some/2.png,ant,later|line 3, split: \"later\"|train, training, validation, val, valid, test, testing",
        "some/2.png,,train|line 3, label: nothing|a class name",
        ",ant,train|line 3, path: nothing|the path of an image",
        "some/,ant,train|line 3, path: \"some/\"|the path of an image",
        "some/2.png,ant,train,,-1|line 3, weight: \"-1\"|a number from 0 to 1000000",
        "some/2.png,ant,train,,NaN|line 3, weight: \"NaN\"|a number from 0 to 1000000",
        "some/2.png,ant,train,,heavy|line 3, weight: \"heavy\"|a number from 0 to 1000000",
        "some/1.png,ant,train|some/1.png in lines 2 and 3|each image once",
        "some/2.png,ant,train,,1,more|at line 3 or after it: 6 fields for 5 columns|UTF-8",
        "\"some/2.png,ant|at line 3 or after it:|UTF-8",
      })
  void aRowThatCannotBeUsedIsNamedByItsLine(String row, String received, String accepted) {
    assertThatThrownBy(
            () -> open("list.csv", "path,label,split,group,weight", "some/1.png,bee,,,", row))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: " + received)
        .hasMessageContaining("accepted: " + accepted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"path\": \"some/2.png\"|at line 2 or after it:",
        "[1, 2]|at line 2 or after it: not one JSON object",
        "null|at line 2 or after it: not one JSON object",
        "{\"path\": [\"some/2.png\"], \"label\": \"ant\"}|path is neither text nor a number",
        "{\"label\": \"ant\"}|line 2, path: nothing",
        "{\"path\": \"some/2.png\", \"label\": \"ant\"} {}|at line 2 or after it: not one JSON object",
      })
  void soIsAnObject(String row, String received) {
    assertThatThrownBy(
            () -> open("list.jsonl", "{\"path\": \"some/1.png\", \"label\": \"bee\"}", row))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(received);
  }

  @Test
  void nestingWithoutAnEndIsRefused() {
    assertThatThrownBy(() -> open("list.jsonl", "{\"a\": ".repeat(5_000)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("at line 1 or after it:");
  }

  @Test
  void aRowWithoutAnEndIsRefusedBeforeItFillsTheMemory() {
    String endless = "\"" + "x".repeat(200_000);
    assertThatThrownBy(() -> open("list.csv", "path,label", endless))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a row of more than 65,536 bytes");
    assertThatThrownBy(() -> open("list.jsonl", "{" + endless))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a row of more than 65,536 bytes");
  }

  @Test
  void whatIsNoUtf8IsRefused() throws IOException {
    photos.text("list.csv", "path,label", "some/1.png,bee");
    Files.write(photos.root().resolve("list.csv"), new byte[] {'p', (byte) 0xff, ',', 'x', '\n'});
    assertThatThrownBy(() -> photos.open("list.csv"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("bytes that are no UTF-8");
  }

  @Test
  void aColumnWithoutANameIsPassedOver() throws IOException {
    Dataset dataset = open("list.csv", ",path,label", "0,some/1.png,ant", "1,some/2.png,bee");
    assertThat(dataset.classes()).containsExactly("ant", "bee");
    assertThatThrownBy(() -> open("twice.csv", "path,label,path", "some/1.png,ant,some/2.png"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("duplicate name: \"path\"");
  }

  @Test
  void otherSeparatorsAreSeenInTheColumns() {
    assertThatThrownBy(() -> open("list.csv", "path|label", "some/1.png|ant"))
        .hasMessageContaining("received: columns: path|label");
    assertThatThrownBy(() -> open("list.csv", "path;label,remark", "some/1.png;ant,"))
        .hasMessageContaining("received: columns: path;label, remark");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path;label;split",
        "\uFEFF\"path\";\"label\";\"split\"",
        "\r\n\npath;label;split"
      })
  void semicolonsSeparateWhereTheFirstLineHasNoComma(String header) throws IOException {
    Dataset dataset =
        open("list.csv", header, "some/1.png;\"ant, red; small\";", "some/2.png;bee;val");
    assertThat(dataset.classes()).containsExactly("ant, red; small", "bee");
    assertThat(dataset.validation()).hasSize(1);
  }

  @Test
  void aSemicolonInARowOfCommasIsText() throws IOException {
    assertThat(open("list.csv", "path,label", "some/1.png,a;b", "some/2.png,c").classes())
        .containsExactly("a;b", "c");
  }

  @Test
  void columnsAreKnownInAnyCase() throws IOException {
    Dataset dataset =
        open(
            "list.csv",
            "Path;LABEL;Split;Patient;Weight",
            "some/1.png;ant;;p1;0.5",
            "some/2.png;bee;;p2;1",
            "some/3.png;bee;Test;p2;1");
    assertThat(dataset.classes()).containsExactly("ant", "bee");
    assertThat(dataset.test()).hasSize(1);
    assertThat(dataset.train().get(0).weight(0)).isEqualTo(0.5f);
    ImageSet grouped = photos.open("list.csv", "data.split.group=patient").train().get(0);
    assertThat(grouped.group(1)).contains("p2");
    assertThat(
            open(
                    "x.jsonl",
                    "{\"Path\": \"some/1.png\", \"Label\": \"ant\"}",
                    "{\"Path\": \"some/2.png\", \"Label\": \"bee\"}")
                .classes())
        .containsExactly("ant", "bee");
  }

  @Test
  void aColumnOfTheNameItselfComesBeforeOneInAnotherCase() throws IOException {
    Dataset dataset = open("list.csv", "Label,path,label", "x,some/1.png,a", "x,some/2.png,b");
    assertThat(dataset.classes()).containsExactly("a", "b");
    assertThatThrownBy(() -> open("list.csv", "path,Label,LABEL", "some/1.png,a,b"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has no column label")
        .hasMessageContaining("received: columns: path, Label, LABEL");
  }

  @Test
  void filesThatAreNotThereAreBrokenImages() throws IOException {
    String[] lines = {"path,label", "some/1.png,ant", "lost.png,ant", "some,ant", "some/2.png,bee"};
    assertThatThrownBy(() -> open("list.csv", lines))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("too many broken images")
        .hasMessageContaining("lost.png: no such file (line 3 of list.csv)");
    Dataset dataset = photos.open("list.csv", "data.max-broken=2");
    assertThat(PhotoFolder.names(dataset)).containsExactly("some/1.png", "some/2.png");
    assertThat(dataset.notes())
        .containsExactly(
            "2 rows of list.csv name files that are not there, not used: lost.png, some");
    lines[1] += "\na,ant\nb,ant";
    assertThat(photos.text("list.csv", lines).open("list.csv", "data.max-broken=4").notes())
        .containsExactly(
            "4 rows of list.csv name files that are not there, not used: a, b, lost.png, ...");
  }

  @Test
  void aFileOfClassesFixesTheirOrder() throws IOException {
    photos.text("classes.txt", "bee", "", " ant ");
    String[] lines = {"path,label", "some/1.png,ant", "some/2.png,bee"};
    assertThat(open("list.csv", lines).classes()).containsExactly("bee", "ant");
    photos.text("classes.txt", "bee", "wasp", "bee");
    assertThatThrownBy(() -> photos.open("list.csv"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(
            "received: only in classes.txt: wasp; only with images: ant; 3 lines for 2 classes");
  }

  @Test
  void theOneListOfAFolderWithoutClassFoldersSaysWhatItsImagesAre() throws IOException {
    photos.image("set/some/1.png", 10).image("set/some/2.png", 20);
    String[] lines = {"path,label", "some/1.png,ant", "some/2.png,bee"};
    Dataset named = photos.text("set/list.csv", lines).open("set/list.csv");
    Dataset within = photos.open("set");
    assertThat(within.classes()).containsExactly("ant", "bee");
    assertThat(within.notes()).containsExactly("the images are those of list.csv");
    assertThat(within.train().get(0).contentHash()).isEqualTo(named.train().get(0).contentHash());
    Files.move(photos.root().resolve("some"), folder.resolve("away"));
    Dataset below = photos.open("");
    assertThat(PhotoFolder.names(below)).containsExactly("set/some/1.png", "set/some/2.png");
    assertThat(below.notes()).containsExactly("the images are those of set/list.csv");
    assertThat(below.train().get(0).contentHash()).isEqualTo(named.train().get(0).contentHash());
  }

  @Test
  void classFoldersComeBeforeAList() throws IOException {
    photos.image("other/1.png", 1).text("list.csv", "path,label", "some/1.png,a", "some/2.png,b");
    assertThat(photos.open("").classes()).containsExactly("other", "some");
  }

  @Test
  void severalListsOfAFolderAreNamed() throws IOException {
    for (String name : new String[] {"a.csv", "b.jsonl"}) {
      photos.text(name, "path,label", "some/1.png,ant", "some/2.png,bee");
    }
    assertThatThrownBy(() -> photos.open(""))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: one sub-folder: some; a.csv, b.jsonl")
        .hasMessageContaining("or one list (.csv, .tsv, .jsonl) with columns path and label");
  }

  @Test
  void anotherColumnCanHoldTheGroups() throws IOException {
    photos.text("list.csv", "path,label,patient", "some/1.png,ant,p1", "some/2.png,bee,p2");
    ImageSet train = photos.open("list.csv", "data.split.group=patient").train().get(0);
    assertThat(train.group(0)).contains("p1");
    assertThatThrownBy(() -> photos.open("list.csv", "data.split.group=doctor"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has no column doctor\n  received: columns: path, label, patient");
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    photos.text("list.doc", "path,label");
    assertThatThrownBy(() -> photos.open("list.doc"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("holds no images")
        .hasMessageContaining("neither an archive by its first bytes nor a list by its name");
    assertThatThrownBy(() -> photos.open("nowhere"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("which is not there");
  }
}
