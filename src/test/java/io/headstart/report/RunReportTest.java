package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path folder;

  @Test
  void aManifestAloneGivesAPage() throws IOException {
    FabricatedRun.file(folder, "manifest.json", "{\"format\":1,\"name\":\"model_7\"}");
    String page = Files.readString(RunReport.write(folder));
    assertThat(page)
        .contains("model_7", "No epoch has been completed.", "No figures have been taken.")
        .contains("No configuration was kept")
        .doesNotContain("<figure>");
    assertThat(folder.resolve("report")).isDirectoryNotContaining("glob:**.{png,csv,part}");
  }

  @Test
  void aRunOfNoEpochsGivesAPage() throws IOException {
    FabricatedRun.file(folder, "manifest.json", FabricatedRun.manifest("model_1", 0, 0.1));
    FabricatedRun.file(folder, "history.csv", FabricatedRun.HEADER);
    assertThat(Files.readString(RunReport.write(folder))).contains("No epoch has been completed.");
  }

  @Test
  void aRunOfOneEpochGivesAllCharts() throws IOException {
    FabricatedRun.full(folder, "model_1", 1, 0.9);
    RunReport.write(folder);
    for (String chart : List.of("loss", "accuracy", "learning-rate", "confusion", "classes")) {
      BufferedImage image = ImageIO.read(folder.resolve("report/" + chart + ".png").toFile());
      assertThat(image.getWidth()).as(chart).isGreaterThan(800);
    }
  }

  @Test
  void thePageNeedsNoOtherFile() throws IOException {
    FabricatedRun.full(folder, "model_1", 20, 0.9);
    String page = Files.readString(RunReport.write(folder));
    assertThat(page)
        .contains("src=\"data:image/png;base64,", "(prefers-color-scheme: dark)")
        .doesNotContain("http:", "https:", "<script", "<link", "src=\"loss.png");
    assertThat(page.split("<figure>", -1)).hasSize(7);
  }

  @Test
  void figuresCarryTheirStandardError() throws IOException {
    FabricatedRun.full(folder, "model_1", 20, 0.9);
    String page = Files.readString(RunReport.write(folder)).replace('\u00a0', ' ');
    // sqrt(0.896 * 0.104 / 1000) = 0.00965
    assertThat(page).contains("89.60 ± 0.97 %", "512-64-10", "33,482 parameters", "kept: epoch 18");
    assertThat(page).contains("learning-rate: 0.01", "54636561a3ce25bd", "the held-out set");
  }

  @Test
  void figuresOfEachClassLieBesideThePage() throws IOException {
    FabricatedRun.full(folder, "model_1", 2, 0.9);
    RunReport.write(folder);
    assertThat(Files.readAllLines(folder.resolve("report/metrics.csv")))
        .hasSize(11)
        .startsWith("class,images,predicted,correct,precision,recall,f1")
        .anyMatch(line -> line.startsWith("cat,100,") && line.contains(",79,"));
  }

  @Test
  void namesFromOutsideCannotBecomeFieldsOfTheTables() throws IOException {
    String evil = "</title><script>alert('x')</script>\\\" onload=\\\"y";
    FabricatedRun.file(
        folder,
        "manifest.json",
        "{\"format\":1,\"name\":\"NAME\",\"status\":\"NAME\",\"classes\":[\"NAME\",\"a,b\"],"
            .concat("\"device\":\"NAME\",\"data\":{\"name\":\"NAME\",\"notes\":[\"NAME\"]}}")
            .replace("NAME", evil));
    FabricatedRun.file(
        folder, "evaluation.json", "{\"set\":\"<script>\",\"confusion\":[[3,1],[0,2]]}");
    FabricatedRun.file(folder, "config.yaml", "a: </pre><script>\n");
    RunReport.write(folder);
    assertThat(Files.readString(folder.resolve("report/metrics.csv")))
        .contains("\n\"a,b\",2,")
        .contains("\"</title><script>alert('x')</script>\"\" onload=\"\"y\",4,");
  }

  @Test
  void drawingAgainReplacesTheReportAndLeavesNothingOld() throws IOException {
    FabricatedRun.full(folder, "model_1", 3, 0.9);
    String first = Files.readString(RunReport.write(folder));
    assertThat(Files.readString(RunReport.write(folder))).isEqualTo(first);
    Files.delete(folder.resolve("evaluation.json"));
    Files.delete(folder.resolve("updates.csv"));
    assertThat(Files.readString(RunReport.write(folder))).doesNotContain("Confusion matrix");
    assertThat(folder.resolve("report"))
        .isDirectoryNotContaining("glob:**{confusion,classes,loss-updates}.png")
        .isDirectoryNotContaining("glob:**metrics.csv")
        .isDirectoryContaining("glob:**learning-rate.png");
  }

  @Test
  void aDivergedRunIsDrawnWithANote() throws IOException {
    FabricatedRun.file(folder, "manifest.json", FabricatedRun.manifest("model_6", 2, 0.1));
    FabricatedRun.file(
        folder,
        "history.csv",
        FabricatedRun.HEADER
            + "1,10,0.1,2.3,2.3,,,,,,0.1,,\n"
            + "2,20,0.1,NaN,Infinity,,,,,,0.1,,\n");
    assertThat(Files.readString(RunReport.write(folder)))
        .contains("A loss was not a finite number in epoch 2");
  }

  @Test
  void aLargeNumberOfClassesIsStillDrawn() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 200; row++) {
      rows.append(row == 0 ? "[" : ",[").append("1,".repeat(199)).append("7]");
    }
    FabricatedRun.file(folder, "manifest.json", "{\"format\":1,\"name\":\"many\"}");
    FabricatedRun.file(folder, "evaluation.json", "{\"confusion\":[" + rows + "]}");
    assertThat(Files.readString(RunReport.write(folder))).contains("class 199");
  }
}
