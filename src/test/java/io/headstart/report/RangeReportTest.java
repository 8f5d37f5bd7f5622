package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.report.RangeReport.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeReportTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @TempDir Path folder;

  @Test
  void withoutMeasurementsThereIsAPageAndAnEmptyTable() throws IOException {
    Path written = new RangeReport("validation images", List.of(), true, NONE, NONE).write(folder);
    HtmlPage page = HtmlPage.read(written);
    assertThat(page.texts("p")).contains("Nothing was learnt at any rate: no suggestion.");
    assertThat(page.elements()).doesNotContain("figure", "table");
    assertThat(Files.readString(folder.resolve("report/rates.csv")))
        .isEqualTo("update,learning-rate,batch-loss,accuracy,loss\n");
  }

  @Test
  void everyMeasurementIsKeptWithAllDigitsAndDrawn() throws IOException {
    List<Point> points =
        List.of(new Point(10, 1e-5, 2.25, 0.125, 2.5), new Point(20, 0.1, 1.5, 1 / 3.0, 1.75));
    Path written =
        new RangeReport(
                "training images", points, true, OptionalDouble.of(1e-5), OptionalDouble.of(0.1))
            .write(folder);
    HtmlPage page = HtmlPage.read(written);
    assertThat(page.texts("p"))
        .contains("Suggested: 1.00e-05 to 0.100. Look at the plot before using them.");
    assertThat(page.texts("figcaption"))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("Accuracy (%) of training images, over the learning rate.");
    assertThat(folder.resolve("report/batch-loss.png")).isNotEmptyFile();
    assertThat(Files.readAllLines(folder.resolve("report/rates.csv")))
        .containsExactly(
            "update,learning-rate,batch-loss,accuracy,loss",
            "10,1.0E-5,2.25,0.125,2.5",
            "20,0.1,1.5,0.3333333333333333,1.75");
  }
}
