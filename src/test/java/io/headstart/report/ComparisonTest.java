package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;

  @Test
  void oneRunIsNotEnough() {
    assertThatThrownBy(() -> Comparison.of(List.of(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: 1 run")
        .hasMessageContaining("accepted: two or more");
  }

  @Test
  void bareManifestsGiveAPage() throws IOException {
    Path one = bare("one");
    Path two = bare("two");
    Comparison comparison = Comparison.of(List.of(one, two));
    assertThat(comparison.csv()).isEqualTo("run,epochs\none,0\ntwo,0\n");
    assertThat(comparison.text()).contains("The runs have the same settings.");
    assertThat(Files.readString(comparison.write(folder.resolve("out"))))
        .contains("No run was evaluated")
        .doesNotContain("class=\"best\"");
  }

  @Test
  void theBestIsMarkedAndOnlyDifferingSettingsAreListed() {
    Comparison comparison = Comparison.of(twoRuns());
    String text = comparison.text();
    assertThat(text).contains("90.10 ± 0.94 %*", "80.10 ± 1.26 % ", "* best of these runs");
    assertThat(text).containsPattern("train\\.epochs +20 +3\n").doesNotContain("learning-rate");
    assertThat(text.lines().toList()).allSatisfy(line -> assertThat(line).doesNotEndWith(" "));
  }

  @Test
  void theTableForMachinesHasFractionsAndNoUnits() {
    String csv = Comparison.of(twoRuns()).csv();
    assertThat(csv.lines().findFirst())
        .hasValue(
            "run,test.accuracy,test.loss,validation.accuracy,validation.loss,train.accuracy,"
                + "train.loss,parameters,epochs,seconds.train,train.epochs");
    assertThat(csv).contains("model_1,0.901,0.3472,0.905,0.3381,0.935,0.2514,33482,20,24.5,20\n");
  }

  @Test
  void thePageHasBothCurvesAndItsFilesBesideIt() throws IOException {
    Path page = Comparison.write(twoRuns(), folder.resolve("new/out"));
    assertThat(page).isEqualTo(folder.resolve("new/out/index.html"));
    assertThat(Files.readString(page))
        .contains("<td class=\"best\">90.10", "train.epochs", "data:image/png;base64,")
        .doesNotContain("<script");
    assertThat(page.resolveSibling("accuracy.png")).isNotEmptyFile();
    assertThat(page.resolveSibling("loss.png")).isNotEmptyFile();
    assertThat(page.resolveSibling("comparison.csv")).isNotEmptyFile();
  }

  /** Runs without validation images, as most of the course reports' are, have test curves only. */
  @Test
  void curvesOfManyRunsAreThoseOfTheSetTheyHave() throws IOException {
    List<Path> runs = new ArrayList<>();
    for (int run = 0; run < 20; run++) {
      Path one = bare("run" + run);
      FabricatedRun.file(
          one,
          "history.csv",
          FabricatedRun.HEADER + "1,9,0.1,2,,,,,,,,1.5,0.5\n2,18,0.1,2,,,,,,,,1,0.6\n");
      runs.add(one);
    }
    Path page = Comparison.write(runs, folder.resolve("out"));
    assertThat(page.resolveSibling("accuracy.png")).isNotEmptyFile();
    assertThat(page.resolveSibling("loss.png")).isNotEmptyFile();
    assertThat(Files.readString(page)).doesNotContain("No run was evaluated");
  }

  @Test
  void runsOfOneNameAreToldApartByTheirPlace() {
    Path one = bare("one");
    assertThat(Comparison.of(List.of(one, one)).csv())
        .contains("one (1: " + one + "),0\n", "one (2: " + one + "),0\n");
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    Path evil = folder.resolve("evil");
    FabricatedRun.file(evil, "manifest.json", "{\"format\":1,\"name\":\"a\\u001b[2Jb\"}");
    assertThat(Comparison.of(List.of(evil, bare("one"))).text()).contains("a\ufffd[2Jb");
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

  private List<Path> twoRuns() {
    return List.of(
        FabricatedRun.full(folder.resolve("1"), "model_1", 20, 0.905),
        FabricatedRun.full(folder.resolve("2"), "model_2", 3, 0.805));
  }

  private Path bare(String name) {
    Path run = folder.resolve(name);
    FabricatedRun.file(run, "manifest.json", "{\"format\":1,\"name\":\"" + name + "\"}");
    return run;
  }
}
