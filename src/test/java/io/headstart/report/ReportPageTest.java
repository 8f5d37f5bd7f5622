package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headstart.Browser;
import io.headstart.run.Difference;
import io.headstart.run.ImagePredictions;
import io.headstart.run.RunFolder;
import io.headstart.run.WrittenRun;
import io.headstart.studio.PageFindings;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's report in a real browser, where one is installed. */
class ReportPageTest {
  @TempDir private Path folder;

  /** Images with names that have no place to break. */
  private static final class LongNames implements ImageSource {
    @Override
    public Optional<Pixels> image(int index) {
      return Optional.of(new Pixels(32, 32, new byte[32 * 32 * 3]));
    }

    @Override
    public String name(int index) {
      return "test/" + "x".repeat(200) + index + ".jpg";
    }
  }

  @Test
  void longNamesOfImagesMakeNoPageWiderThanItsWindow() throws Exception {
    Optional<Path> program = Browser.find();
    assumeTrue(program.isPresent(), "no browser");
    Path run = WrittenRun.train(folder, "train.epochs=1");
    Path page = RunReport.write(run, Difference.Response.REFUSE, Optional.of(new LongNames()));
    ImagePredictions.Image wrong =
        RunFolder.read(run).predictions().orElseThrow().images().stream()
            .filter(image -> !image.correct())
            .max(Comparator.comparingDouble(ImagePredictions.Image::probability))
            .orElseThrow();
    String cell = Gallery.id(wrong.label(), wrong.predicted());
    try (Browser browser = new Browser(program.get(), folder)) {
      for (int width : List.of(320, 1200)) {
        for (String scheme : List.of("light", "dark")) {
          browser.look(width, 900, scheme);
          browser.command("Page.navigate", Map.of("url", page.toUri() + "#" + cell));
          browser.await("document.querySelector('#" + cell + "')?.offsetHeight > 0");
          PageFindings.prepare(browser);
          assertThat(PageFindings.of(browser)).as("%d %s", width, scheme).isEmpty();
          assertThat(
                  browser.value(
                      "[...document.querySelectorAll('#%s figure')].every(f => f.scrollWidth <= f.clientWidth)"
                          .formatted(cell)))
              .isEqualTo("true");
        }
      }
    }
  }
}
