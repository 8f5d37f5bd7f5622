package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import io.headstart.config.SearchSettings;
import io.headstart.config.SearchSettings.Dimension;
import io.headstart.config.SearchSettings.Distribution;
import io.headstart.metrics.Spread;
import io.headstart.report.ReproductionTable.Kind;
import io.headstart.report.ReproductionTable.Line;
import io.headstart.run.Difference;
import io.headstart.run.RunFile;
import io.headstart.run.WrittenRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Names come from folders and files of others: a page shows them as text, whatever they are. */
class HostileNamesTest {
  static final List<String> NAMES =
      List.of(
          "<img src=x onerror=alert(1)>",
          "</title></style><script>alert('x')</script>",
          "\" onload=\"alert(1)",
          "' onload='alert(1)",
          "--><!-- &lt;b&gt; ]]>",
          "javascript:alert(1)",
          "${7*7} @if(true) `",
          // Hebrew, then a character that turns the direction of what follows.
          "\u05d7\u05ea\u05d5\u05dc \u202ecat");

  @TempDir static Path training;
  private static Path trained;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    trained = WrittenRun.train(training, "train.epochs=1");
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theyAreTextOnTheReportOfARun(String name) {
    HtmlPage page = HtmlPage.read(RunReport.write(run("hostile", name)));
    assertSameElements(page, HtmlPage.read(RunReport.write(run("plain", "plain"))));
    assertThat(page.texts("title")).containsExactly(name + " \u00b7 Headstart");
    assertThat(page.texts("h1")).allMatch(heading -> heading.startsWith(name));
    for (String element : List.of("bdi", "th", "td", "li")) {
      assertThat(page.texts(element)).as(element).contains(name);
    }
    assertThat(page.texts("pre")).containsExactly(setting(name));
    assertThat(page.all("img")).anyMatch(image -> image.getAttribute("alt").contains(name));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theyAreTextBelowAnImage(String name) {
    HtmlPage page = HtmlPage.read(report("hostile", name));
    assertSameElements(page, HtmlPage.read(report("plain", "plain")));
    assertThat(page.texts("bdi")).contains(name);
    assertThat(page.all("img")).anyMatch(image -> image.getAttribute("alt").startsWith(name));
    assertThat(folder.resolve("hostile/report/mistakes.csv"))
        .content()
        .contains(name.replace("\"", "\"\""));
  }

  /** Returns a report whose images all have a name. */
  private Path report(String place, String name) {
    ImageSource images =
        new ImageSource() {
          @Override
          public Optional<Pixels> image(int index) {
            return Optional.of(new Pixels(2, 2, new byte[12]));
          }

          @Override
          public String name(int index) {
            return name;
          }
        };
    return RunReport.write(run(place, "plain"), Difference.Response.REFUSE, Optional.of(images));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theyAreTextInAComparison(String name) {
    Path other = run("plain", "plain");
    Path written = Comparison.write(List.of(run("hostile", name), other), folder.resolve("out"));
    HtmlPage page = HtmlPage.read(written);
    assertSameElements(
        page,
        HtmlPage.read(
            Comparison.write(List.of(run("harmless", "harmless"), other), folder.resolve("2"))));
    for (String element : List.of("bdi", "th", "td")) {
      assertThat(page.texts(element)).as(element).contains(name);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theyAreTextInASearchAndAReproduction(String name) {
    Dimension choice =
        new Dimension(
            "data.path", Distribution.CHOICE, Optional.empty(), Optional.empty(), NAMES, 5);
    SearchSettings search =
        new SearchSettings(SearchSettings.Method.GRID, 1, 1, List.of(choice), 1);
    SearchReport.Row row = new SearchReport.Row(1, "grid", Map.of("data.path", name), 0.5, 1.25);
    HtmlPage searched = HtmlPage.read(SearchReport.write(folder, name, search, List.of(row)));
    assertThat(searched.texts("h1")).containsExactly(name);
    assertThat(searched.texts("td")).contains(name);

    Spread measured = new Spread(0.8, 0.01, 3);
    Line line = new Line(name, name, Kind.ACCURACY, 9, Optional.of(0.8), measured, 1, name);
    HtmlPage reproduced = HtmlPage.read(new ReproductionTable(name, List.of(line)).write(folder));
    assertThat(reproduced.texts("h1")).containsExactly(name);
    assertThat(reproduced.texts("td")).contains(name);
    assertThat(reproduced.texts("li")).containsExactly(name + ": " + name);
    assertThat(reproduced.elements()).doesNotContain("script", "img", "b");
  }

  @Test
  void controlCharactersAreReplaced() {
    HtmlPage page = HtmlPage.read(RunReport.write(run("hostile", "a\u001b[2J\u0000\u007fb")));
    assertThat(page.texts("title")).containsExactly("a\ufffd[2J\ufffd\ufffdb \u00b7 Headstart");
  }

  @Test
  void aPageMayNeitherRunNorLoadAnything() {
    HtmlPage page = HtmlPage.read(RunReport.write(run("plain", "plain")));
    assertThat(page.all("meta"))
        .filteredOn(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
        .singleElement()
        .extracting(meta -> meta.getAttribute("content"))
        .isEqualTo("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  }

  private static void assertSameElements(HtmlPage page, HtmlPage plain) {
    assertThat(page.elements()).isEqualTo(plain.elements());
    assertThat(page.attributes()).isEqualTo(plain.attributes());
  }

  /** Puts the name wherever one can stand in the files of a run. */
  private Path run(String place, String name) {
    Path run = WrittenRun.copy(trained, folder.resolve(place));
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest -> {
          for (String field : List.of("name", "device")) {
            manifest.addProperty(field, name);
          }
          manifest.getAsJsonArray("classes").set(0, new JsonPrimitive(name));
          manifest.getAsJsonObject("data").addProperty("name", name);
          manifest.getAsJsonObject("data").getAsJsonArray("notes").add(name);
        });
    WrittenRun.edit(
        run.resolve(RunFile.EVALUATION), evaluation -> evaluation.addProperty("set", name));
    write(run.resolve(RunFile.CONFIG), setting(name));
    WrittenRun.vouch(run, RunFile.EVALUATION);
    WrittenRun.vouch(run, RunFile.CONFIG);
    return run;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String setting(String name) {
    return "a: '" + name.replace("'", "''") + "'";
  }
}
