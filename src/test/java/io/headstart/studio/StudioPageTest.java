package io.headstart.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headstart.Browser;
import io.headstart.Progress;
import io.headstart.experiment.SmallRun;
import io.headstart.experiment.TrainFlow;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page in a real browser over really trained runs, where a browser is installed. */
class StudioPageTest {
  private static final String STRANGE =
      URLEncoder.encode(StudioRuns.HOSTILE, StandardCharsets.UTF_8).replace("+", "%20");

  private static final List<String> PAGES =
      List.of(
          "#/runs",
          "#/run/one",
          "#/run/two",
          "#/run/" + STRANGE,
          "#/compare/one/two/found",
          "#/compare/one/" + STRANGE,
          "#/images/one-health",
          "#/images/strange-health",
          "#/map/two",
          "#/map/one",
          "#/try",
          "#/search",
          "#/range",
          "#/new");

  @TempDir private static Path folder;
  private static OpenStudio studio;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Browser.find();
    assumeTrue(program.isPresent(), "no Chromium here");
    studio = new OpenStudio(StudioRuns.make(folder));
    browser = new Browser(program.get(), Files.createTempDirectory(folder, "browser")).listening();
    browser.command("Page.navigate", Map.of("url", studio.server.url()));
    browser.await("!!document.querySelector('table.runs tbody tr')");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
      studio.close();
    }
  }

  @AfterEach
  void nothingWasComplainedOfAndNothingLeftTheLoopback() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requested())
        .isNotNull()
        .allMatch(
            url ->
                url.startsWith("blob:") || URI.create(url).getPort() == studio.uri("").getPort());
    assertThat(studio.heard.lines.stream().filter(line -> line.contains("internal error")).toList())
        .isEmpty();
  }

  private static void show(String page) throws InterruptedException {
    browser.value("(delete document.body.dataset.page, location.hash = '#/none', 0)");
    browser.await("document.body.dataset.page === 'none'");
    browser.value("(delete document.body.dataset.page, location.hash = '" + page + "', 0)");
    browser.await("!!document.body.dataset.page && document.body.dataset.page !== 'none'");
  }

  private static String text(String selector) {
    return browser.value("document.querySelector(" + quoted(selector) + ")?.textContent");
  }

  private static String quoted(String text) {
    return new com.google.gson.Gson().toJson(text);
  }

  private static void click(String text) {
    String found =
        browser.value(
            "(b => b ? (b.click(), 'clicked') : 'no such button')([...document.querySelectorAll('main"
                + " button, main a')].find(b => b.textContent.startsWith("
                + quoted(text)
                + ")))");
    assertThat(found).as(text).isEqualTo("clicked");
  }

  @Test
  void theAddressForgetsTheToken() {
    assertThat(browser.value("location.href")).doesNotContain("token");
  }

  @Test
  void noPageHasASeriousFindingOfAxeAtAnyWidthOrTheme() throws Exception {
    PageFindings.prepare(browser);
    StringBuilder all = new StringBuilder();
    for (String scheme : List.of("light", "dark")) {
      for (int width : List.of(1200, 390)) {
        browser.look(width, 900, scheme);
        for (String page : PAGES) {
          show(page);
          Thread.sleep(150);
          for (String finding : PageFindings.of(browser)) {
            all.append(page).append(' ').append(scheme).append(' ').append(width).append(' ');
            all.append(finding).append('\n');
          }
        }
      }
    }
    browser.look(1200, 900, "light");
    assertThat(all.toString()).isEmpty();
    // What axe itself does with the canvas.
    assertThat(browser.complaints()).allMatch(said -> said.contains("willReadFrequently"));
  }

  @Test
  void strangeNamesStayText() throws Exception {
    show("#/run/" + STRANGE);
    assertThat(text("h1")).contains("strange");
    assertThat(text("main")).contains("<img src=x onerror=alert(1)>");
    assertThat(browser.value("document.querySelectorAll('img[src=x]').length")).isEqualTo("0");
    assertThat(browser.value("document.querySelector('#note').value"))
        .isEqualTo(StudioRuns.HOSTILE);
    assertThat(browser.value("document.querySelectorAll('th bdi').length > 0")).isEqualTo("true");
  }

  @Test
  void runsAreTickedAndCompared() throws Exception {
    show("#/runs");
    browser.value(
        "(['one', 'two'].forEach(n => document.querySelector('input[aria-label=\"Compare ' + n +"
            + " '\"]').click()), 0)");
    click("Compare 2 runs");
    browser.await("!!document.querySelector('.plot .line, .plot .dot')");
    assertThat(text("main")).contains("McNemar", "model.hidden");
    show("#/runs");
    browser.value("(document.querySelectorAll('input:checked').forEach(box => box.click()), 0)");
  }

  @Test
  void theTableIsFilteredAndSortedByKeyboard() throws Exception {
    show("#/runs");
    browser.value("(document.querySelector('#filter').focus(), 0)");
    for (char letter : "two".toCharArray()) {
      browser.press(String.valueOf(letter), Character.toUpperCase(letter), String.valueOf(letter));
    }
    browser.await("document.querySelectorAll('table.runs tbody tr').length === 1");
    browser.value(
        "((i => { i.value = ''; i.dispatchEvent(new Event('input')) })(document.querySelector("
            + "'#filter')), 0)");
    browser.await("document.querySelectorAll('table.runs tbody tr').length > 2");
    browser.value(
        "([...document.querySelectorAll('button.sort')].find(b => b.textContent.startsWith('Run'))"
            + ".focus(), 0)");
    browser.press("Enter", 13, "\r");
    browser.await("document.querySelector('th[aria-sort]')?.textContent.startsWith('Run')");
    browser.await("document.activeElement.className === 'sort'");
  }

  @Test
  void aCellOfTheMatrixOpensItsImagesAndTheThresholdMoves() throws Exception {
    show("#/run/one");
    browser.value("(document.querySelector('button.cell').click(), 0)");
    browser.await("document.querySelectorAll('.cellimages img').length > 0");
    browser.await("[...document.querySelectorAll('.cellimages img')].some(i => i.naturalWidth)");
    String before = text("output");
    browser.value("(document.querySelector('#threshold').focus(), 0)");
    browser.press("ArrowRight", 39, "");
    assertThat(text("output")).isNotEqualTo(before).contains("Answered where");
  }

  @Test
  void curvesMoveWhileARunTrains() throws Exception {
    // As somebody starts it in a terminal; it waits until the page shows it, on however fast a
    // machine.
    show("#/runs");
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch shown = new CountDownLatch(1);
    BooleanSupplier stop = () -> asked.incrementAndGet() > 20 && stopsAfter(shown);
    Thread training =
        new Thread(
            () ->
                TrainFlow.train(
                    SmallRun.settings(
                        folder, "checkpoint.name=live", "train.epochs=400", "train.batch-size=2"),
                    SmallRun.context(folder, Progress.NONE, stop)));
    training.start();
    browser.await(
        "[...document.querySelectorAll('table.runs a')].some(a => a.textContent === 'live')");
    show("#/run/live");
    browser.await("document.querySelector('.badge')?.textContent.startsWith('running')");
    browser.await("!!document.querySelector('.plot path.line')");
    String first = text(".badge");
    shown.countDown();
    browser.await("document.querySelector('.badge').textContent !== " + quoted(first));
    training.join();
    browser.await("document.querySelector('.badge').hidden");
    assertThat(text("main")).contains("Certainty");
  }

  /** Waits for it, and stops the run only where waiting is interrupted. */
  private static boolean stopsAfter(CountDownLatch event) {
    try {
      event.await();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Test
  void notesAreKept() throws Exception {
    show("#/run/one");
    browser.value("(document.querySelector('#tags').value = 'a, b', 0)");
    click("Keep");
    browser.await("document.querySelector('#status').textContent === 'Notes kept.'");
    assertThat(studio.json("/api/runs/one").getAsJsonArray("tags")).hasSize(2);
  }

  @Test
  void imagesAreTickedAndTheListIsWritten() throws Exception {
    show("#/images/one-health");
    browser.value(
        "(document.querySelectorAll('.leave input').forEach((b, i) => { if (i < 2 && !b.checked)"
            + " b.click() }), 0)");
    click("Write the list");
    Path list = folder.resolve("checkpoints/one-health/exclude.txt");
    browser.await("document.querySelector('#status').textContent === 'The list is written.'");
    assertThat(Files.readAllLines(list)).isNotEmpty();
  }

  @Test
  void theMapIsDrawnAskedMovedAndEncircled() throws Exception {
    show("#/map/two");
    browser.await("!!document.querySelector('.scatter canvas').width");
    String box =
        "(r => [r.left + r.width / 2, r.top + r.height / 2])(document.querySelector('.scatter"
            + " canvas').getBoundingClientRect())";
    // Of a copy: reading the page's own canvas again and again is something Chromium complains of.
    String colors =
        "((c, k) => { k.width = c.width; k.height = c.height; const x = k.getContext('2d');"
            + " x.drawImage(c, 0, 0); return new Set(new Uint32Array("
            + "x.getImageData(0, 0, c.width, c.height).data.buffer)).size })"
            + "(document.querySelector('.scatter canvas'), document.createElement('canvas'))";
    browser.await(colors + " > 2");
    String ask =
        "((c, [x, y]) => { for (let dx = -150; dx < 150; dx += 4) for (let dy = -150; dy < 150; dy +="
            + " 12) if (document.querySelector('.tip').hidden) c.dispatchEvent(new"
            + " PointerEvent('pointermove', {clientX: x + dx, clientY: y + dy})); return"
            + " document.querySelector('.tip').hidden })(document.querySelector('.scatter canvas'), "
            + box
            + ")";
    assertThat(browser.value(ask)).isEqualTo("false");
    browser.await("document.querySelector('.tip img').naturalWidth > 0");
    browser.value(
        "((c, [x, y]) => { const at = (type, dx, dy) => c.dispatchEvent(new PointerEvent(type,"
            + " {clientX: x + dx, clientY: y + dy, shiftKey: true})); at('pointerdown', -900, -900);"
            + " at('pointermove', 900, -900); at('pointermove', 900, 900); at('pointermove', -900,"
            + " 900); at('pointerup', -900, 900); })(document.querySelector('.scatter canvas'), "
            + box
            + ")");
    browser.await("document.querySelectorAll('.chosen img').length > 10");
    click("UMAP");
    browser.await("document.querySelector('main').textContent.includes('components.')");
  }

  @Test
  void pointsOfTheMapAreChosenByKeysAlone() throws Exception {
    show("#/map/two");
    browser.await("!!document.querySelector('.scatter canvas').width");
    browser.value("(document.querySelector('.scatter canvas').focus(), 0)");
    browser.press("s", 83, "s");
    for (int i = 0; i < 12; i++) {
      browser.press("+", 187, "+");
    }
    browser.press("ArrowLeft", 37, "");
    browser.press("Enter", 13, "\r");
    browser.await(
        "/^[1-9][0-9,]* images chosen/.test(document.querySelector('.chosen h3')?.textContent)");
    String chosen = text(".chosen h3");
    assertThat(text("#status")).startsWith(chosen);
    browser.press("Escape", 27, "");
    String outline =
        "(c => { const blank = document.createElement('canvas'); blank.width = c.width; blank.height ="
            + " c.height; return c.toDataURL() !== blank.toDataURL() })(document.querySelector("
            + "'canvas.lasso'))";
    assertThat(browser.value(outline)).isEqualTo("false");
    assertThat(text(".chosen h3")).isEqualTo(chosen);
    click("Frame");
    assertThat(browser.value(outline)).isEqualTo("true");
    assertThat(browser.value("document.activeElement.tagName")).isEqualTo("CANVAS");
  }

  @Test
  void tenTabsShareOneStreamOfEvents() throws Exception {
    show("#/runs");
    List<String> tabs = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        tabs.add(
            browser
                .command("Target.createTarget", Map.of("url", studio.uri("/#/runs").toString()))
                .get("targetId")
                .getAsString());
      }
      browser.await("navigator.locks.query().then(all => all.pending.length === 9)");
      // This tab was the first and heard the server; now another one does, and tells it.
      browser.command("Page.navigate", Map.of("url", studio.server.url()));
      browser.await("navigator.locks.query().then(all => all.pending.length === 9)");
      browser.await("!!document.querySelector('table.runs tbody tr')");
      studio.post("/api/runs/two/notes", "{\"tags\": [\"ten-tabs\"], \"note\": \"\"}");
      browser.await("document.querySelector('table.runs').textContent.includes('ten-tabs')");
    } finally {
      tabs.forEach(tab -> browser.command("Target.closeTarget", Map.of("targetId", tab)));
      studio.post("/api/runs/two/notes", "{\"tags\": [], \"note\": \"\"}");
    }
    browser.await("navigator.locks.query().then(all => all.pending.length === 0)");
  }

  @Test
  void anImageIsTriedWithItsNearestTrainingImages() throws Exception {
    show("#/try?run=one");
    Path file = folder.resolve("images/plain").resolve(StudioRuns.HOSTILE + "1.png");
    Map<String, Object> data =
        Map.of("items", List.of(), "files", List.of(file.toString()), "dragOperationsMask", 1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      browser.command(
          "Input.dispatchDragEvent", Map.of("type", type, "x", 300, "y", 300, "data", data));
    }
    browser.await("document.querySelectorAll('.answers .shot img').length > 3");
    assertThat(text(".answers")).contains("Nearest training images", "cosine");
  }

  @Test
  void theFormSaysWhatIsWrongAndStartsARunThatCanBeStopped() throws Exception {
    show("#/new");
    browser.value(
        "((i => { i.value = 'many'; i.dispatchEvent(new Event('input')) })(document.getElementById("
            + "'f-train.epochs')), 0)");
    browser.await("document.querySelector('#verdict').textContent.includes('train.epochs')");
    assertThat(browser.value("[...document.querySelectorAll('button.main')][0].disabled"))
        .isEqualTo("true");
    browser.value(
        "((i => { i.value = '100000'; i.dispatchEvent(new Event('input')) })(document.getElementById"
            + "('f-train.epochs')), 0)");
    browser.value(
        "((i => { i.value = 'one'; i.dispatchEvent(new Event('change')) })(document.getElementById("
            + "'basis')), 0)");
    browser.await("document.querySelector('#verdict').textContent.includes('valid')");
    browser.await("!document.querySelector('button.main').disabled");
    click("Start");
    browser.await("document.querySelector('.jobs .badge')?.textContent === 'running'");
    browser.await(
        "fetch('api/runs?filter=running').then(r => r.json()).then(t => t.matching === 1)");
    click("Stop");
    browser.await("document.querySelector('.jobs .badge')?.textContent === 'stopped'");
  }
}
