package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFolderTest {
  @TempDir Path folder;

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
  void whatIsAbsentIsEmpty() {
    manifest("{\"format\":1,\"name\":\"model_1\",\"seed\":null}");
    RunFolder run = RunFolder.read(folder);
    assertThat(run.manifest().seed()).isEmpty();
    assertThat(run.manifest().figures("test")).isEmpty();
    assertThat(run.manifest().className(3)).isEqualTo("class 3");
    assertThat(run.history()).isEmpty();
    assertThat(run.updates().size()).isZero();
    assertThat(run.confusion()).isEmpty();
    assertThat(run.config()).isEmpty();
  }

  @Test
  void everythingWrittenIsRead() {
    FabricatedRun.full(folder, "model_1", 3, 0.9);
    RunFolder run = RunFolder.read(folder);
    assertThat(run.manifest().layers()).containsExactly(512, 64, 10);
    assertThat(run.manifest().bestEpoch()).hasValue(1);
    assertThat(run.manifest().figures("train")).hasValue(new Manifest.Figures(36000, 0.93, 0.2514));
    assertThat(run.manifest().seconds()).containsEntry("features", 212.3);
    assertThat(run.manifest().data().parts().get(0).count()).isEqualTo(10_000);
    assertThat(run.history()).hasSize(3);
    assertThat(run.history().get(2).updates()).isEqualTo(1875);
    assertThat(run.history().get(0).learningRate()).hasValue(0.01);
    assertThat(run.updates().size()).isEqualTo(150);
    assertThat(run.confusion().orElseThrow().matrix().count(3, 5)).isEqualTo(14);
  }

  @Test
  void fieldsThatWereNotEvaluatedAreEmpty() {
    manifest("{\"format\":1,\"name\":\"m\"}");
    FabricatedRun.file(folder, "history.csv", FabricatedRun.HEADER + "1,10,1e-3,NaN,,,,,,,,,\n");
    RunFolder.Epoch epoch = RunFolder.read(folder).history().get(0);
    assertThat(epoch.learningRate()).hasValue(0.001);
    assertThat(epoch.batchLoss()).hasValue(Double.NaN);
    assertThat(epoch.batchCost()).isEmpty();
    assertThat(epoch.testAccuracy()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          {"format":1,"name":"m"; received: text that is not JSON
          {"format":1,"name":"m"} x; not JSON
          [1]; received: [1]
          {"format":2,"name":"m"}; received: format is 2
          {"format":1}; received: name is null
          {"format":1,"name":7}; received: name is 7
          {"format":1,"name":"m","seed":0.5}; received: seed is 0.5
          {"format":1,"name":"m","epochs":-1}; received: epochs is -1
          {"format":1,"name":"m","layers":[1,"x"]}; received: layers is [1,"x"]
          {"format":1,"name":"m","data":[]}; received: data is []
          {"format":1,"name":"m","figures":{"test":{"count":5}}}; received: figures.test.accuracy is null
          {"format":1,"name":"m","figures":{"test":{"count":5,"accuracy":97.1}}}; accepted: a fraction, 0..1
          """)
  void aDamagedManifestIsNamedWithTheFieldAtFault(String text, String said) {
    manifest(text);
    damaged("manifest.json").hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          1,10,x,,,,,,,,,,; line 2, column learning-rate: "x"
          1,10,1f,,,,,,,,,,; column learning-rate: "1f"
          1,10,; line 2 with 3 fields
          one,10,,,,,,,,,,,; column epoch: "one"
          -1,10,,,,,,,,,,,; accepted: a whole number from 0
          """)
  void aDamagedHistoryIsNamedWithTheLineAtFault(String row, String said) {
    manifest("{\"format\":1,\"name\":\"m\"}");
    FabricatedRun.file(folder, "history.csv", FabricatedRun.HEADER + row + "\n");
    damaged("history.csv").hasMessageContaining(said);
  }

  @Test
  void aHeaderThatDoesNotFitIsRefused() {
    manifest("{\"format\":1,\"name\":\"m\"}");
    FabricatedRun.file(folder, "updates.csv", "epoch,updates,batch-loss\n1,2,3\n");
    damaged("updates.csv").hasMessageContaining("received: a header without learning-rate");
    FabricatedRun.file(folder, "updates.csv", "");
    damaged("updates.csv").hasMessageContaining("received: an empty file");
    FabricatedRun.file(folder, "updates.csv", "epoch,epoch,updates,learning-rate\n");
    damaged("updates.csv").hasMessageContaining("received: two columns epoch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          {"confusion":[[1,2]]}; confusion: row 0 has 2 counts, not 1
          {}; confusion: a confusion matrix needs at least one class
          {"confusion":[[1,2],[3]]}; confusion: row 1 has 1 counts, not 2
          {"confusion":[[-1]]}; confusion is [[-1]]
          {"confusion":[3]}; accepted: rows of counts
          {"confusion":[[1]]}; a confusion matrix of 1 classes
          {"count":9,"confusion":[[1,0],[0,1]]}; accepted: 2, the sum of the confusion matrix
          """)
  void aDamagedEvaluationIsNamedWithItsFault(String text, String said) {
    manifest("{\"format\":1,\"name\":\"m\",\"classes\":[\"a\",\"b\"]}");
    FabricatedRun.file(folder, "evaluation.json", text);
    damaged("evaluation.json").hasMessageContaining(said);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> damaged(String file) {
    return assertThatThrownBy(() -> RunFolder.read(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(file + " is damaged");
  }

  private void manifest(String text) {
    FabricatedRun.file(folder, "manifest.json", text);
  }
}
