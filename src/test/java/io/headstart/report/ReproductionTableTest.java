package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.metrics.Spread;
import io.headstart.report.ReproductionTable.Kind;
import io.headstart.report.ReproductionTable.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTableTest {
  private static Line line(Kind kind, double reported, double measured, double deviation) {
    Spread spread = new Spread(measured, deviation, 3);
    return new Line("a|run", "figure", kind, 1000, Optional.of(reported), spread, 2, "a note");
  }

  @Test
  void accuracyIsJudgedByItsStandardError() {
    assertThat(line(Kind.ACCURACY, 0.80, 0.81, 0).verdict()).isEqualTo("met");
    // Two standard errors of the difference of two such shares are 0.036.
    assertThat(line(Kind.ACCURACY, 0.80, 0.77, 0).verdict()).isEqualTo("within noise");
    assertThat(line(Kind.ACCURACY, 0.80, 0.76, 0).verdict()).isEqualTo("short");
    assertThat(line(Kind.ACCURACY, 0.80, 0.76, 0.05).verdict()).isEqualTo("within noise");
  }

  @Test
  void lessIsBetterForLossesAndErrors() {
    assertThat(line(Kind.LOSS, 0.5, 0.4, 0).verdict()).isEqualTo("met");
    assertThat(line(Kind.LOSS, 0.5, 0.6, 0).verdict()).isEqualTo("short");
    assertThat(line(Kind.ERROR, 1e-9, 2e-8, 0).verdict()).isEqualTo("within rounding");
    assertThat(line(Kind.ERROR, 1e-9, 2e-5, 0).verdict()).isEqualTo("short");
    assertThat(line(Kind.RATE, 0.1, 0.2, 0).verdict()).isEmpty();
  }

  @Test
  void aFailedRunIsToBeReproducedNotBeaten() {
    assertThat(line(Kind.FAILURE, 0.10, 0.105, 0).verdict()).isEqualTo("met");
    assertThat(line(Kind.FAILURE, 0.10, 0.095, 0).verdict()).isEqualTo("met");
    assertThat(line(Kind.FAILURE, 0.10, 0.50, 0).verdict()).isEqualTo("not reproduced");
  }

  @Test
  void allThreeFormsHoldTheFigures(@TempDir Path folder) throws IOException {
    ReproductionTable table =
        new ReproductionTable("A <report>", List.of(line(Kind.ACCURACY, 0.80, 0.8123, 0.01)));
    Path page = table.write(folder);
    assertThat(Files.readString(folder.resolve("table.md")))
        .contains("| 80.00 | 81.23 \u00b1 1.00 (3 seeds) | +1.23 | met |")
        .contains("- a|run: a note");
    assertThat(Files.readString(folder.resolve("table.csv")))
        .contains("a|run,figure,1000,0.8,0.8123,0.01,3,met,2.0");
    assertThat(Files.readString(page)).contains("A &lt;report&gt;").contains("+1.23");
    assertThat(table.text()).contains("81.23");
  }
}
