package io.headstart.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.Failure;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what a run wrote, whole and damaged. */
class RunFolderTest {
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

  @Test
  void aMissingFolderSaysSo() {
    assertThatThrownBy(() -> RunFolder.read(folder.resolve("model_9")))
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("model_9 is not a run's folder\n  received: no such folder");
    assertThatThrownBy(() -> RunFolder.read(folder))
        .hasMessageContaining("received: a folder without manifest.json");
  }

  @Test
  void whatIsAbsentIsEmpty() throws IOException {
    for (String file :
        List.of(RunFile.HISTORY, RunFile.UPDATES, RunFile.EVALUATION, RunFile.CONFIG)) {
      Files.delete(run.resolve(file));
    }
    RunFolder read = RunFolder.read(run);
    assertThat(read.history()).isEqualTo(History.NONE);
    assertThat(read.confusion()).isEmpty();
    assertThat(read.config()).isEmpty();
  }

  @Test
  void everythingWrittenIsRead() throws IOException {
    RunFolder read = RunFolder.read(run);
    assertThat(read.manifest().json()).isEqualTo(Files.readString(run.resolve(RunFile.MANIFEST)));
    assertThat(read.history().csv()).isEqualTo(Files.readString(run.resolve(RunFile.HISTORY)));
    assertThat(read.history().updatesCsv())
        .isEqualTo(Files.readString(run.resolve(RunFile.UPDATES)));
    assertThat(read.confusion().orElseThrow().json())
        .isEqualTo(Files.readString(run.resolve(RunFile.EVALUATION)));
    assertThat(read.history().rows()).hasSize(3);
    assertThat(read.history().updates()).hasSize(6);
    assertThat(read.confusion().orElseThrow().matrix().total()).isEqualTo(60);
  }

  /** The last row is taken from the weights that are kept: both say the same of them. */
  @Test
  void everyMetricIsInTheLastRowAsInTheManifest() {
    RunFolder read = RunFolder.read(run);
    History.Row last = read.history().rows().get(2);
    for (String set : SetFigures.SETS) {
      for (Metric metric : Metrics.ALL) {
        double expected = read.manifest().figures().get(set).value(metric).orElseThrow();
        assertThat(last.value(set, metric).orElseThrow())
            .as(set + " " + metric.name())
            .isCloseTo(expected, within(1e-5));
      }
    }
    assertThat(last.cost("train").orElseThrow()).isGreaterThan(last.loss("train").orElseThrow());
  }

  @Test
  void fieldsAndColumnsOfLaterVersionsArePassedOver() {
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest -> {
          manifest.add("future", JsonParser.parseString("{\"unknown\": [1, 2]}"));
          manifest.getAsJsonObject("figures").getAsJsonObject("test").addProperty("kappa", 0.5);
        });
    WrittenRun.replace(run.resolve(RunFile.HISTORY), "\n", ",0.25,\n");
    WrittenRun.replace(
        run.resolve(RunFile.HISTORY), "crc32c,0.25,", "crc32c-before,test-kappa,crc32c");
    WrittenRun.check(run.resolve(RunFile.HISTORY));
    WrittenRun.vouch(run, RunFile.HISTORY);
    RunFolder read = RunFolder.read(run);
    assertThat(read.manifest().figures("test").orElseThrow().values()).doesNotContainKey("kappa");
    assertThat(read.history().csv()).doesNotContain("kappa").doesNotContain(",0.25\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "name",
        "status",
        "created",
        "program",
        "versions",
        "device",
        "seed",
        "classes",
        "data",
        "backbone",
        "layers",
        "parameters",
        "epochs",
        "updates",
        "figures",
        "seconds",
        "files"
      })
  void aManifestWithoutAFieldIsDamaged(String field) {
    WrittenRun.edit(run.resolve(RunFile.MANIFEST), manifest -> manifest.remove(field));
    damaged(RunFile.MANIFEST).hasMessageContaining("received: " + field + " is null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          {"format":2}; received: format is 2
          {"name":7}; received: name is 7
          {"status":"done"}; accepted: running or finished
          {"seed":0.5}; received: seed is 0.5
          {"epochs":-1}; received: epochs is -1
          {"layers":[1,"x"]}; received: layers is [1,"x"]
          {"data":[]}; received: data is []
          {"data":{"name":"x","parts":[{"name":"y"}],"notes":[]}}; received: data.parts.count is null
          {"versions":{"java":17}}; received: versions.java is 17
          {"figures":{"test":{"count":5}}}; received: figures.test.accuracy is null
          {"figures":{"test":{"count":5,"accuracy":0.5}}}; received: figures.test.loss is null
          {"figures":{"test":{"count":5,"accuracy":97.1,"loss":0}}}; accepted: a fraction, 0..1
          {"figures":{"test":{"count":5,"accuracy":1,"loss":0,"top-5-accuracy":2}}}; top-5-accuracy is 2
          """)
  void aDamagedManifestIsNamedWithTheFieldAtFault(String fields, String said) {
    JsonObject wrong = JsonParser.parseString(fields).getAsJsonObject();
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest -> wrong.asMap().forEach((name, value) -> manifest.add(name, value)));
    damaged(RunFile.MANIFEST).hasMessageContaining(said);
  }

  @Test
  void aManifestThatIsNoJsonIsDamaged() throws IOException {
    for (Map.Entry<String, String> text :
        Map.of(
                "", "received: null",
                "{\"format\":1", "received: text that is not JSON",
                "{} x", "not JSON",
                "[1]", "received: [1]")
            .entrySet()) {
      Files.writeString(run.resolve(RunFile.MANIFEST), text.getKey());
      damaged(RunFile.MANIFEST).hasMessageContaining(text.getValue());
    }
    Files.write(run.resolve(RunFile.MANIFEST), new byte[] {(byte) 0xff, 1});
    damaged(RunFile.MANIFEST).hasMessageContaining("bytes that are not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          2; x; line 2, column learning-rate: "x"
          2; 1f; column learning-rate: "1f"
          2; ''; accepted: a number
          2; 1,2; line 2 with
          0; one; column epoch: "one"
          0; -1; accepted: a whole number from 0
          """)
  void aDamagedHistoryIsNamedWithTheLineAtFault(int column, String value, String said)
      throws IOException {
    for (String file : List.of(RunFile.HISTORY, RunFile.UPDATES)) {
      run = WrittenRun.copy(written, folder.resolve("run-" + file));
      List<String> lines = Files.readAllLines(run.resolve(file));
      String[] fields = lines.get(1).split(",", -1);
      fields[column] = value;
      Files.writeString(run.resolve(file), lines.get(0) + "\n" + String.join(",", fields) + "\n");
      WrittenRun.check(run.resolve(file));
      WrittenRun.vouch(run, file);
      damaged(file).hasMessageContaining(said);
    }
  }

  @Test
  void aHeaderThatDoesNotFitIsDamaged() {
    WrittenRun.replace(run.resolve(RunFile.UPDATES), "learning-rate,", "rate,");
    WrittenRun.vouch(run, RunFile.UPDATES);
    damaged(RunFile.UPDATES).hasMessageContaining("received: a header without learning-rate");
    WrittenRun.replace(run.resolve(RunFile.HISTORY), "epoch,updates", "epoch,epoch");
    WrittenRun.vouch(run, RunFile.HISTORY);
    damaged(RunFile.HISTORY).hasMessageContaining("received: two columns epoch");
  }

  @Test
  void anEmptyHistoryFileIsDamaged() throws IOException {
    Files.writeString(run.resolve(RunFile.HISTORY), "");
    WrittenRun.vouch(run, RunFile.HISTORY);
    damaged(RunFile.HISTORY).hasMessageContaining("received: an empty file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          {"confusion":[[1,2]]}; confusion: row 0 has 2 counts, not 1
          {"confusion":[]}; confusion: a confusion matrix needs at least one class
          {"confusion":[[-1]]}; confusion is [[-1]]
          {"confusion":[3]}; accepted: rows of counts
          {"confusion":[[1]]}; a confusion matrix of 1 classes
          {"confusion":null}; confusion is null
          {"count":9}; accepted: 60, the sum of the confusion matrix
          """)
  void aDamagedEvaluationIsNamedWithItsFault(String fields, String said) {
    JsonObject wrong = JsonParser.parseString(fields).getAsJsonObject();
    WrittenRun.edit(
        run.resolve(RunFile.EVALUATION),
        evaluation -> wrong.asMap().forEach((name, value) -> evaluation.add(name, value)));
    WrittenRun.vouch(run, RunFile.EVALUATION);
    damaged(RunFile.EVALUATION).hasMessageContaining(said);
  }

  /** Nothing of a finished run is read that is not as its manifest says. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        RunFile.CONFIG,
        RunFile.HISTORY,
        RunFile.UPDATES,
        RunFile.EVALUATION,
        RunFile.WEIGHTS,
        RunFile.STATE
      })
  void aChangedFileIsNotReadUnlessThatIsWanted(String name) throws IOException {
    Files.writeString(run.resolve(name), "\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> RunFolder.read(run))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(name + " is not the file that the run wrote")
        .hasMessageContaining("received: SHA-256 ")
        .hasMessageContaining("accepted: SHA-256 ");
    List<String> told = new ArrayList<>();
    try {
      RunFolder.read(run, difference -> told.add(difference.name()));
    } catch (Failure damaged) {
      assertThat(name).endsWith(".csv"); // Its new line is none of a table.
    }
    assertThat(told).containsExactly(name);
  }

  /** A figure in a manifest, one digit of which is another: nothing else of it would tell. */
  @Test
  void aChangedManifestIsDamaged() throws IOException {
    String text = Files.readString(run.resolve(RunFile.MANIFEST));
    int figure = text.indexOf("\"accuracy\": 0.") + "\"accuracy\": 0.".length();
    char digit = text.charAt(figure) == '1' ? '2' : '1';
    Files.writeString(
        run.resolve(RunFile.MANIFEST),
        text.substring(0, figure) + digit + text.substring(figure + 1));
    damaged(RunFile.MANIFEST).hasMessageContaining("content with the SHA-256");
    Files.writeString(
        run.resolve(RunFile.MANIFEST), text.replaceFirst("\n}\\s*$", ",\n  \"more\": 1\n}\n"));
    damaged(RunFile.MANIFEST).hasMessageContaining("text behind its SHA-256");
  }

  /** A line that another process is writing at this moment, or that a killed one left. */
  @Test
  void aTornLastLineOfARunUnderWayIsLeftOut() throws IOException {
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest -> {
          manifest.addProperty("status", Manifest.RUNNING);
          manifest.getAsJsonObject("files").remove(RunFile.HISTORY);
        });
    String text = Files.readString(run.resolve(RunFile.HISTORY));
    Files.writeString(run.resolve(RunFile.HISTORY), text.substring(0, text.length() - 3));
    assertThat(RunFolder.read(run).history().rows()).hasSize(2);
    Files.writeString(run.resolve(RunFile.HISTORY), text.replaceFirst("\n1,", "\n2,"));
    damaged(RunFile.HISTORY)
        .hasMessageContaining("line 2, whose checksum is not that of its content");
  }

  @Test
  void aFinishedRunHasAllItsEpochs() throws IOException {
    String text = Files.readString(run.resolve(RunFile.HISTORY));
    String last = text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    Files.writeString(run.resolve(RunFile.HISTORY), text.replace(last, ""));
    WrittenRun.vouch(run, RunFile.HISTORY);
    damaged(RunFile.HISTORY).hasMessageContaining("received: 2 epochs");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> damaged(String file) {
    return assertThatThrownBy(() -> RunFolder.read(run))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(file + " is damaged");
  }
}
