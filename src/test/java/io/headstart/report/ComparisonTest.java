package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.metrics.SetFigures;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import io.headstart.run.WrittenRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir private static Path trained;
  private static Path three;
  private static Path one;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    three =
        WrittenRun.train(
            trained, "checkpoint.name=three", "train.epochs=9", "data.synthetic.train=2000");
    one =
        WrittenRun.train(
            trained,
            "checkpoint.name=one",
            "train.epochs=1",
            "train.learning-rate=1e-9",
            "data.synthetic.train=2000");
  }

  @Test
  void oneRunIsNotEnough() {
    assertThatThrownBy(() -> Comparison.of(List.of(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: 1 run")
        .hasMessageContaining("accepted: two or more");
  }

  @Test
  void bareManifestsGiveAPage() throws IOException {
    Path first = bare("first");
    Path second = bare("second");
    Comparison comparison = Comparison.of(List.of(first, second));
    assertThat(comparison.csv())
        .startsWith("run,parameters,epochs,seconds.train\nfirst,24674,1,")
        .contains("\nsecond,24674,1,");
    assertThat(comparison.text()).contains("The runs have the same settings.");
    assertThat(Files.readString(comparison.write(folder.resolve("out"))))
        .contains("No run was evaluated")
        .doesNotContain("class=\"best\"");
  }

  @Test
  void theBestIsMarkedAndOnlyDifferingSettingsAreListed() {
    Comparison comparison = Comparison.of(List.of(three, one));
    String text = comparison.text().replace('\u00a0', ' ');
    List<String> lines = text.lines().toList();
    assertThat(lines.get(0)).contains("test accuracy", "test top-5 accuracy");
    assertThat(lines.get(1))
        .startsWith("three ")
        .containsPattern("\\d % \\(\\d+\\.\\d+\u2013\\d+\\.\\d+\\)\\*");
    assertThat(lines.get(2)).startsWith("one ").doesNotContain("*");
    assertThat(text).contains("* best of these runs").containsPattern("train\\.epochs +9 +1\n");
    assertThat(text).doesNotContain("batch-size");
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotEndWith(" "));
  }

  @Test
  void theTableForMachinesHasFractionsAndNoUnits() {
    List<String> lines = Comparison.of(List.of(three, one)).csv().lines().toList();
    String figures = "SET.accuracy,SET.loss,SET.top-5-accuracy,SET.balanced-accuracy,";
    assertThat(lines.get(0))
        .isEqualTo(
            "run,"
                + figures.replace("SET", "test")
                + figures.replace("SET", "validation")
                + figures.replace("SET", "train")
                + "parameters,epochs,seconds.train,checkpoint.name,train.epochs,train.learning-rate");
    SetFigures test = RunFolder.read(three).manifest().figures("test").orElseThrow();
    assertThat(lines.get(1)).startsWith("three," + test.accuracy() + "," + test.loss() + ",");
  }

  @Test
  void thePageHasBothCurvesAndItsFilesBesideIt() throws IOException {
    Path page = Comparison.write(List.of(three, one), folder.resolve("new/out"));
    assertThat(page).isEqualTo(folder.resolve("new/out/index.html"));
    assertThat(Files.readString(page))
        .contains("<td class=\"best\">", "train.epochs", "data:image/png;base64,")
        .doesNotContain("<script");
    assertThat(page.resolveSibling("accuracy.png")).isNotEmptyFile();
    assertThat(page.resolveSibling("loss.png")).isNotEmptyFile();
    assertThat(page.resolveSibling("comparison.csv")).isNotEmptyFile();
  }

  /** Runs without validation images, as most of the course reports' are, have test curves only. */
  @Test
  void curvesOfManyRunsAreThoseOfTheSetTheyHave() throws IOException {
    Path tested =
        WrittenRun.train(
            folder, "data.split.validation=0", "train.curves=[test]", "train.epochs=2");
    List<Path> runs = new ArrayList<>();
    for (int run = 0; run < 20; run++) {
      runs.add(tested);
    }
    Path page = Comparison.write(runs, folder.resolve("out"));
    assertThat(page.resolveSibling("accuracy.png")).isNotEmptyFile();
    assertThat(page.resolveSibling("loss.png")).isNotEmptyFile();
    assertThat(Files.readString(page)).doesNotContain("No run was evaluated");
  }

  @Test
  void runsOfOneNameAreToldApartByTheirPlace() {
    assertThat(Comparison.of(List.of(one, one)).csv())
        .contains("one (1: " + one + "),", "one (2: " + one + "),");
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    Path evil = WrittenRun.copy(one, folder.resolve("evil"));
    WrittenRun.edit(
        evil.resolve(RunFile.MANIFEST), manifest -> manifest.addProperty("name", "a\u001b[2Jb"));
    assertThat(Comparison.of(List.of(evil, one)).text()).contains("a\ufffd[2Jb");
  }

  @Test
  void nestedAndMissingSettingsAreFlattened() {
    Path file = Path.of("config.yaml");
    assertThat(SettingPaths.of(file, "")).isEmpty();
    assertThat(
            SettingPaths.of(
                file, "a:\n  b: 1\n  c: [64, 32]\n  d: null\ne: [{f: x}, {f: y}]\ng: {}"))
        .containsOnly(
            java.util.Map.entry("a.b", "1"),
            java.util.Map.entry("a.c", "[64, 32]"),
            java.util.Map.entry("a.d", "null"),
            java.util.Map.entry("e.0.f", "x"),
            java.util.Map.entry("e.1.f", "y"),
            java.util.Map.entry("g", "{}"));
    assertThatThrownBy(() -> SettingPaths.of(file, "a: [1"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("config.yaml is damaged")
        .hasMessageContaining("not YAML");
    assertThatThrownBy(() -> SettingPaths.of(file, "just text"))
        .hasMessageContaining("accepted: one YAML map");
  }

  /** A run of which only the manifest is left, without figures. */
  private Path bare(String name) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.copy(one.resolve(RunFile.MANIFEST), run.resolve(RunFile.MANIFEST));
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest -> {
          manifest.addProperty("name", name);
          manifest.add("figures", new JsonObject());
        });
    return run;
  }
}
