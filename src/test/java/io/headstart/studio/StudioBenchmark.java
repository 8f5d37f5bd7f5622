package io.headstart.studio;

import io.headstart.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Figures of docs/studio.md: {@code table RUN COUNT} copies a run's small files and asks for the
 * table; {@code map URL RUN} pans a run's map in Chromium and counts frames; {@code page URL} keeps
 * a page open until it is killed.
 */
public final class StudioBenchmark {
  private static final int ROUNDS = 40;

  private StudioBenchmark() {}

  /** Measures, and prints. */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "table" -> table(Path.of(args[1]), Integer.parseInt(args[2]));
      case "map" -> map(args[1], args[2]);
      case "page" -> page(args[1], args[2]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void table(Path run, int count) throws Exception {
    Path folder = Files.createTempDirectory("studio");
    for (int i = 0; i < count; i++) {
      Path to = Files.createDirectories(folder.resolve("checkpoints/model_" + i));
      for (String file : List.of("manifest.json", "config.yaml", "history.csv")) {
        String text = Files.readString(run.resolve(file));
        Files.writeString(
            to.resolve(file), text.replaceAll("learning-rate: .*", "learning-rate: 0." + (i + 1)));
      }
    }
    long start = System.nanoTime();
    try (OpenStudio studio = new OpenStudio(folder)) {
      System.out.printf("listens after %.1f s%n", seconds(start));
      while (studio.json("/api/runs").get("total").getAsInt() < count) {
        Thread.sleep(100);
      }
      System.out.printf("first reading of %d runs: %.1f s%n", count, seconds(start));
      for (String query :
          List.of("", "sort=train.learning-rate", "filter=learning-rate%3D0.77", "sort=name")) {
        double[] times = new double[ROUNDS];
        int bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
          long before = System.nanoTime();
          bytes = studio.get("/api/runs?" + query).body().length();
          times[i] = 1000 * seconds(before);
        }
        double first = times[0];
        Arrays.sort(times);
        System.out.printf(
            "%-28s first %.0f ms, median %.0f ms, 95 %% %.0f ms, %d bytes%n",
            query, first, times[ROUNDS / 2], times[(int) (0.95 * ROUNDS)], bytes);
      }
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      System.out.printf("heap %d MiB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static Browser open(String url) throws Exception {
    Browser browser =
        new Browser(Browser.find().orElseThrow(), Files.createTempDirectory("studio-browser"));
    browser.command("Page.enable", Map.of());
    browser.command("Page.navigate", Map.of("url", url));
    browser.await("document.readyState === 'complete' && !!document.querySelector('h1')");
    return browser;
  }

  private static void map(String url, String run) throws Exception {
    try (Browser browser = open(url)) {
      browser.look(1200, 900, "light");
      browser.value("(location.hash = '#/map/" + run + "', 0)");
      browser.await("!!document.querySelector('.scatter canvas')?.width");
      Thread.sleep(1500);
      // Each frame is asked for by a move of the pointer, as a hand would make it.
      String pan =
          "new Promise(done => { const c = document.querySelector('.scatter canvas'); let last ="
              + " performance.now(), n = 0; const times = []; const at = (type, x) =>"
              + " c.dispatchEvent(new PointerEvent(type, {clientX: x, clientY: 500}));"
              + " at('pointerdown', 500); const step = now => { times.push(now - last); last = now;"
              + " at('pointermove', 500 + 100 * Math.sin(n / 8)); if (++n < 240)"
              + " requestAnimationFrame(step); else { at('pointerup', 500); times.shift();"
              + " times.sort((a, b) => a - b); const sum = times.reduce((a, b) => a + b); done([1000 *"
              + " times.length / sum, times[times.length >> 1], times[Math.floor(times.length *"
              + " 0.95)]].map(v => v.toFixed(1)).join(' ')) } }; requestAnimationFrame(step) })";
      for (int round = 0; round < 3; round++) {
        System.out.println("frames a second, median ms, 95 % ms: " + browser.value(pan));
      }
    }
  }

  private static void page(String url, String route) throws Exception {
    try (Browser browser = open(url)) {
      browser.value("(location.hash = '" + route + "', 0)");
      System.out.println("open");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
