package io.headstart.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headstart.Browser;
import io.headstart.inference.Classifier;
import io.headstart.inference.ImageInput;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where one is installed. */
class PageTest {
  private static final String TOKEN = "a-token-of-some-length";

  @TempDir private static Path folder;
  private static ServedRuns runs;

  @BeforeAll
  static void start() {
    ServedRuns.train(folder);
    runs = ServedRuns.of(folder);
  }

  @AfterAll
  static void stop() {
    runs.close();
  }

  @Test
  void allowsNoScriptBesideItsOwnAndLoadsNothingFromElsewhere() {
    HttpResponse<String> page = runs.get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    for (String path : List.of("/", "/page.js", "/page.css")) {
      assertThat(runs.get(path).body())
          .doesNotContain("http:")
          .doesNotContain("https:")
          .doesNotContain("style=");
    }
  }

  @Test
  void aDroppedImageIsAnswered() throws Exception {
    try (Browser browser = browser()) {
      open(browser, runs);
      browser.await("document.getElementById('model').options.length === 2");
      Path image = image();
      String label = label("plain");
      // What a drop from the file manager is: the browser hands over files of the disk.
      Map<String, Object> data =
          Map.of("items", List.of(), "files", List.of(image.toString()), "dragOperationsMask", 1);
      for (String type : List.of("dragEnter", "dragOver", "drop")) {
        browser.command(
            "Input.dispatchDragEvent", Map.of("type", type, "x", 200, "y", 200, "data", data));
      }
      browser.await("document.querySelectorAll('#answers li').length === 1");
      assertThat(browser.value("document.querySelector('#answers h2').textContent"))
          .contains(label);
      assertThat(browser.value("document.querySelectorAll('#answers tr').length")).isEqualTo("5");
      browser.await(
          "document.querySelector('#answers img').complete && document.querySelector('#answers img').naturalWidth === 40");
    }
  }

  @Test
  void theKeyboardAloneIsEnough() throws Exception {
    try (Browser browser = browser()) {
      open(browser, runs);
      browser.await("document.getElementById('model').options.length === 2");
      // The page begins at the field of files; one step back is the choice of the model.
      browser.await("document.activeElement.id === 'files'");
      browser.press("ArrowDown", 40, "");
      browser.command("Page.setInterceptFileChooserDialog", Map.of("enabled", true));
      browser.command("DOM.enable", Map.of());
      browser.press("Enter", 13, "\r");
      // A dialog of the desktop would follow; in its place the protocol chooses the file.
      int root =
          browser
              .command("DOM.getDocument", Map.of())
              .getAsJsonObject("root")
              .get("nodeId")
              .getAsInt();
      int field =
          browser
              .command("DOM.querySelector", Map.of("nodeId", root, "selector", "#files"))
              .get("nodeId")
              .getAsInt();
      browser.command(
          "DOM.setFileInputFiles", Map.of("nodeId", field, "files", List.of(image().toString())));
      browser.await("document.querySelectorAll('#answers li').length === 1");
      assertThat(browser.value("document.getElementById('status').textContent"))
          .contains(label("plain"));
      assertThat(browser.value("document.activeElement.id")).isEqualTo("files");
      browser.press("Tab", 9, "");
      assertThat(browser.value("document.activeElement.getAttribute('href')"))
          .isEqualTo("openapi.json");
    }
  }

  @Test
  void whatIsNoImageIsExplainedAndTheTokenAskedFor() throws Exception {
    try (ServedRuns guarded =
            new ServedRuns(folder, ServedRuns.LIMITS, Optional.of(TOKEN), "plain");
        Browser browser = browser()) {
      open(browser, guarded);
      browser.await("document.activeElement.id === 'token'");
      browser.command("Input.insertText", Map.of("text", TOKEN));
      browser.press("Enter", 13, "\r");
      browser.await("document.activeElement.id === 'files'");
      Path none = Files.writeString(folder.resolve("none.png"), "none");
      Map<String, Object> data =
          Map.of("items", List.of(), "files", List.of(none.toString()), "dragOperationsMask", 1);
      for (String type : List.of("dragEnter", "dragOver", "drop")) {
        browser.command(
            "Input.dispatchDragEvent", Map.of("type", type, "x", 200, "y", 200, "data", data));
      }
      browser.await("document.getElementById('status').classList.contains('failed')");
      assertThat(browser.value("document.getElementById('status').textContent"))
          .contains("an image cannot be decoded", "accepted: ", "next: ");
    }
  }

  @Test
  void hasALightAndADarkFace() throws Exception {
    try (Browser browser = browser()) {
      open(browser, runs);
      String color = "getComputedStyle(document.body).backgroundColor";
      for (Map.Entry<String, String> face :
          Map.of("light", "rgb(255, 255, 255)", "dark", "rgb(21, 24, 27)").entrySet()) {
        browser.command(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", face.getKey()))));
        browser.await(color + " === '" + face.getValue() + "'");
      }
    }
  }

  private static Browser browser() throws Exception {
    Optional<Path> program = Browser.find();
    assumeTrue(program.isPresent(), "no Chromium here");
    return new Browser(program.get(), Files.createTempDirectory(folder, "browser"));
  }

  private static void open(Browser browser, ServedRuns served) throws InterruptedException {
    browser.command("Page.enable", Map.of());
    browser.command("Page.navigate", Map.of("url", served.uri("/").toString()));
    browser.await("document.readyState === 'complete' && !!document.getElementById('answers')");
  }

  private static Path image() throws Exception {
    return Files.write(folder.resolve("image.png"), ServedRuns.png(2));
  }

  private static String label(String name) {
    try (Classifier classifier =
        runs.headstart.classifier(folder.resolve("checkpoints").resolve(name))) {
      return classifier.classify(ImageInput.of(ServedRuns.png(2))).label();
    }
  }
}
