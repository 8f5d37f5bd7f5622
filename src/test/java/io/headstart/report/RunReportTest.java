package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headstart.metrics.SetFigures;
import io.headstart.metrics.WilsonInterval;
import io.headstart.run.Difference;
import io.headstart.run.ImagePredictions;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import io.headstart.run.WrittenRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class RunReportTest {
  @TempDir private static Path trained;
  private static Path written;

  @TempDir private Path folder;
  private Path run;

  @BeforeAll
  static void train() {
    written = WrittenRun.train(trained);
  }

  @BeforeEach
  void copy() {
    run = WrittenRun.copy(written, folder.resolve("run"));
  }

  private String page() throws IOException {
    return Files.readString(RunReport.write(run)).replace('\u00a0', ' ');
  }

  @Test
  void aManifestAloneGivesAPage() throws IOException {
    for (String file :
        List.of(RunFile.HISTORY, RunFile.UPDATES, RunFile.EVALUATION, RunFile.CONFIG)) {
      Files.delete(run.resolve(file));
    }
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST), manifest -> manifest.add("figures", new JsonObject()));
    assertThat(page())
        .contains("<bdi>run</bdi>", "No epoch has been completed.", "No figures have been taken.")
        .contains("No configuration was kept")
        .doesNotContain("<figure>");
    assertThat(run.resolve("report")).isDirectoryNotContaining("glob:**.{png,csv,part}");
  }

  @Test
  void aRunOfNoEpochsGivesAPage() throws IOException {
    run = WrittenRun.train(folder, "train.epochs=0");
    assertThat(page()).contains("No epoch has been completed.").doesNotContain("kept:");
  }

  @Test
  void aRunOfOneEpochGivesAllCharts() throws IOException {
    run = WrittenRun.train(folder, "train.epochs=1");
    for (String chart : List.of("loss", "accuracy", "learning-rate", "confusion", "classes")) {
      BufferedImage image = ImageIO.read(run.resolve("report/" + chart + ".png").toFile());
      assertThat(image.getWidth()).as(chart).isGreaterThan(800);
    }
  }

  @Test
  void simpleClassifiersStandBesideTheHead() throws IOException {
    assertThat(page())
        .contains("this head", "majority class", "nearest class mean", "20 nearest neighbours")
        .contains("linear, by L-BFGS");
    // Version 0.1.0 had none.
    WrittenRun.edit(run.resolve(RunFile.MANIFEST), manifest -> manifest.remove("baselines"));
    assertThat(page()).contains("Curves").doesNotContain("this head");
  }

  @Test
  void thePageNeedsNoOtherFile() throws IOException {
    String page = page();
    assertThat(page)
        .contains("src=\"data:image/png;base64,", "(prefers-color-scheme: dark)")
        .doesNotContain("http:", "https:", "<script", "<link", "src=\"loss.png");
    assertThat(page.split("<figure>", -1)).hasSize(8);
  }

  @Test
  void figuresCarryTheirIntervalAndProvenance() throws IOException {
    Manifest manifest = RunFolder.read(run).manifest();
    SetFigures test = manifest.figures("test").orElseThrow();
    WilsonInterval interval = WilsonInterval.of(test.accuracy(), 60);
    assertThat(page())
        .contains(
            "%.2f %% (%.2f\u2013%.2f)"
                .formatted(100 * test.accuracy(), 100 * interval.low(), 100 * interval.high()))
        .contains("3072-8-10", "24,674 parameters", "36 updates, kept: epoch 3")
        .contains("learning-rate: 0.02", manifest.data().parts().get(0).hash());
  }

  @Test
  void everyMetricThatWasTakenIsInTheTable() throws IOException {
    assertThat(page()).contains("Top-5 accuracy", "Balanced accuracy");
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest ->
            SetFigures.SETS.forEach(
                set ->
                    manifest
                        .getAsJsonObject("figures")
                        .getAsJsonObject(set)
                        .remove("top-5-accuracy")));
    assertThat(page()).contains("Balanced accuracy").doesNotContain("Top-5 accuracy");
  }

  @Test
  void figuresOfEachClassLieBesideThePage() throws IOException {
    page();
    assertThat(Files.readAllLines(run.resolve("report/metrics.csv")))
        .hasSize(11)
        .startsWith("class,images,predicted,correct,precision,recall,f1");
  }

  @Test
  void everyImageShownHasItsName() throws IOException {
    HtmlPage page = HtmlPage.read(written.resolve("report/index.html"));
    List<Element> shown =
        page.all("figure").stream().filter(f -> f.getAttribute("class").equals("shot")).toList();
    assertThat(shown)
        .isNotEmpty()
        .allSatisfy(
            shot -> {
              String name = shot.getElementsByTagName("bdi").item(0).getTextContent();
              assertThat(name).matches("test/\\d+");
              Element image = (Element) shot.getElementsByTagName("img").item(0);
              assertThat(image.getAttribute("alt")).startsWith(name + ": ");
            });
    assertThat(page.texts("a")).contains("mistakes.csv");
  }

  @Test
  void mistakesAreListedByTheNamesOfTheirImages() throws IOException {
    RunFolder read = RunFolder.read(written);
    List<ImagePredictions.Image> wrong =
        read.predictions().orElseThrow().images().stream()
            .filter(image -> !image.correct())
            .toList();
    List<String> lines = Files.readAllLines(written.resolve("report/mistakes.csv"));
    assertThat(lines)
        .startsWith("image,name,class,predicted,probability")
        .hasSize(wrong.size() + 1);
    for (ImagePredictions.Image one : wrong) {
      // Test images come after the 300 for training.
      assertThat(lines)
          .contains(
              "%d,test/%d,%s,%s,%s"
                  .formatted(
                      one.image(),
                      one.image() - 300,
                      read.manifest().className(one.label()),
                      read.manifest().className(one.predicted()),
                      (float) one.probability()));
    }
  }

  @Test
  void withoutItsImagesAReportListsNoMistakes() throws IOException {
    Path list = run.resolve("report/mistakes.csv");
    RunReport.write(run, Difference.Response.REFUSE, Optional.of(index -> Optional.empty()));
    assertThat(list).content().contains("\n").contains(",,");
    assertThat(page()).doesNotContain("mistakes.csv");
    assertThat(list).doesNotExist();
  }

  @Test
  void namesFromOutsideCannotBecomeMarkupOrFieldsOfATable() throws IOException {
    String evil = "</title><script>alert('x')</script>\" onload=\"y";
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest -> {
          for (String field : List.of("name", "device")) {
            manifest.addProperty(field, evil);
          }
          manifest.getAsJsonArray("classes").set(0, new JsonPrimitive(evil));
          manifest.getAsJsonArray("classes").set(1, new JsonPrimitive("a,b"));
          manifest.getAsJsonObject("data").addProperty("name", evil);
          manifest.getAsJsonObject("data").getAsJsonArray("notes").add(evil);
          manifest.getAsJsonObject("backbone").addProperty(evil, evil);
        });
    WrittenRun.edit(
        run.resolve(RunFile.EVALUATION), evaluation -> evaluation.addProperty("set", "<script>"));
    Files.writeString(run.resolve(RunFile.CONFIG), "a: </pre><script>\n");
    WrittenRun.vouch(run, RunFile.EVALUATION);
    WrittenRun.vouch(run, RunFile.CONFIG);
    assertThat(page()).doesNotContain("<script", "</pre><");
    assertThat(Files.readString(run.resolve("report/metrics.csv")))
        .contains("\n\"a,b\",")
        .contains("\"</title><script>alert('x')</script>\"\" onload=\"\"y\",");
  }

  @Test
  void drawingAgainReplacesTheReportAndLeavesNothingOld() throws IOException {
    assertThat(page()).isEqualTo(page());
    Files.delete(run.resolve(RunFile.EVALUATION));
    Files.delete(run.resolve(RunFile.UPDATES));
    assertThat(page()).doesNotContain("Confusion matrix");
    assertThat(run.resolve("report"))
        .isDirectoryNotContaining("glob:**{confusion,classes,loss-updates}.png")
        .isDirectoryNotContaining("glob:**metrics.csv")
        .isDirectoryContaining("glob:**learning-rate.png");
  }

  @Test
  void aDivergedRunIsDrawnWithANote() throws IOException {
    Path history = run.resolve(RunFile.HISTORY);
    List<String> lines = Files.readAllLines(history);
    String[] last = lines.get(3).split(",", -1);
    last[3] = "NaN";
    last[4] = "Infinity";
    Files.writeString(
        history, String.join("\n", lines.subList(0, 3)) + "\n" + String.join(",", last) + "\n");
    WrittenRun.check(history);
    WrittenRun.vouch(run, RunFile.HISTORY);
    assertThat(page()).contains("A loss was not a finite number in epoch 3");
  }

  @Test
  void aLargeNumberOfClassesIsStillDrawn() throws IOException {
    JsonArray names = new JsonArray();
    JsonArray rows = new JsonArray();
    for (int row = 0; row < 200; row++) {
      names.add("class " + row);
      JsonArray counts = new JsonArray();
      for (int column = 0; column < 200; column++) {
        counts.add(column == 7 ? 7 : 1);
      }
      rows.add(counts);
    }
    WrittenRun.edit(run.resolve(RunFile.MANIFEST), manifest -> manifest.add("classes", names));
    WrittenRun.edit(
        run.resolve(RunFile.EVALUATION),
        evaluation -> {
          evaluation.add("confusion", rows);
          evaluation.addProperty("count", 200 * (199 + 7));
        });
    WrittenRun.vouch(run, RunFile.EVALUATION);
    assertThat(page()).contains("class 199");
  }
}
