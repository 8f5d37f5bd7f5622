package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.run.History;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TerminalChartsTest {
  private static final TerminalCharts.Style PLAIN = new TerminalCharts.Style(80, 10, true, false);

  private static History history(int epochs) {
    return new History(
        IntStream.rangeClosed(1, epochs)
            .mapToObj(
                epoch ->
                    new History.Row(
                        epoch,
                        10L * epoch,
                        0.1,
                        2.0 / epoch,
                        2.0 / epoch,
                        Map.of(
                            "validation",
                            new History.Evaluated(
                                Map.of("accuracy", 1 - 1.0 / epoch, "loss", 3.0 / epoch)))))
            .toList(),
        List.of());
  }

  @Test
  void nothingIsDrawnOfNothing() {
    assertThat(TerminalCharts.of(History.NONE, PLAIN)).isEmpty();
  }

  @Test
  void oneEpochIsAPoint() {
    assertThat(TerminalCharts.of(history(1), PLAIN))
        .anyMatch(line -> line.contains("train, batches 2"));
  }

  @Test
  void curvesFallFromTheTopLeftToTheBottomRight() {
    List<String> lines = TerminalCharts.of(history(50), PLAIN);

    assertThat(lines.get(1)).startsWith("      3 |").doesNotStartWith("      3 | ");
    assertThat(lines.get(10)).contains("validation 6.0e-02");
    assertThat(lines.get(11)).contains("50").endsWith("epoch");
  }

  @Test
  void linesKeepToTheWidthHoweverLongTheRun() {
    for (int width : List.of(40, 80, 200)) {
      assertThat(
              TerminalCharts.of(history(5_000), new TerminalCharts.Style(width, 10, true, false)))
          .hasSize(24)
          .allMatch(line -> line.length() <= width);
    }
  }

  @Test
  void colorsAreSequencesOnlyWhereWanted() {
    assertThat(TerminalCharts.of(history(9), PLAIN)).noneMatch(line -> line.contains("\u001b"));
    assertThat(TerminalCharts.of(history(9), new TerminalCharts.Style(80, 10, true, true)))
        .anyMatch(line -> line.contains("\u001b[34m"));
  }

  @Test
  void withoutBrailleItIsAscii() {
    assertThat(TerminalCharts.of(history(9), new TerminalCharts.Style(80, 10, false, false)))
        .allMatch(line -> line.chars().allMatch(c -> c < 128))
        .anyMatch(line -> line.contains("*"));
  }
}
