package io.headstart.studio;

import io.headstart.Browser;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks at pages of a studio that runs, over whatever runs it shows: {@code URL FOLDER
 * ROUTE@NAME[@HEIGHT]...}. Each page is shown in both color schemes and at a phone's width; its
 * picture is written, and axe-core, the console and the addresses asked for are heeded. Exit code 1
 * where there was a finding.
 */
public final class StudioShots {
  private record Look(String name, int width, int height, String scheme) {}

  private static final List<Look> LOOKS =
      List.of(
          new Look("light", 1200, 900, "light"),
          new Look("dark", 1200, 900, "dark"),
          new Look("phone", 390, 844, "light"),
          new Look("phone-dark", 390, 844, "dark"));

  /** Until a page has drawn what it loads after it is there. */
  private static final int SETTLING_MILLISECONDS =
      Integer.parseInt(System.getenv().getOrDefault("WAIT", "1500"));

  private StudioShots() {}

  /** Looks at them, and prints what is wrong. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[1]));
    List<String> findings = new ArrayList<>();
    try (Browser browser =
        new Browser(Browser.find().orElseThrow(), Files.createTempDirectory("shots")).listening()) {
      browser.command("Page.navigate", Map.of("url", args[0]));
      browser.await("document.readyState === 'complete' && !!document.querySelector('h1')");
      PageFindings.prepare(browser);
      for (String one : List.of(args).subList(2, args.length)) {
        for (Look look : LOOKS) {
          String[] route = one.split("@", 3);
          show(browser, route, look);
          Files.write(folder.resolve(route[1] + "-" + look.name() + ".png"), browser.screenshot());
          List<String> wrong = new ArrayList<>(PageFindings.of(browser));
          // What axe itself does with a canvas is no finding.
          browser.complaints().stream()
              .filter(said -> !said.contains("willReadFrequently"))
              .forEach(wrong::add);
          browser.requested().stream()
              .filter(url -> !url.startsWith("blob:") && !isOf(args[0], url))
              .forEach(url -> wrong.add("asked for " + url));
          wrong.forEach(what -> findings.add(route[0] + " " + look.name() + ": " + what));
        }
      }
    }
    findings.forEach(System.out::println);
    System.out.printf(
        "%d pages in %d looks, %d findings%n", args.length - 2, LOOKS.size(), findings.size());
    System.exit(findings.isEmpty() ? 0 : 1);
  }

  private static void show(Browser browser, String[] route, Look look) throws Exception {
    int height = route.length > 2 ? Integer.parseInt(route[2]) : look.height();
    browser.look(look.width(), height, look.scheme());
    browser.value("(delete document.body.dataset.page, location.hash = '#/none', 0)");
    browser.await("document.body.dataset.page === 'none'");
    browser.value("(delete document.body.dataset.page, location.hash = '" + route[0] + "', 0)");
    browser.await("!!document.body.dataset.page && document.body.dataset.page !== 'none'");
    Thread.sleep(SETTLING_MILLISECONDS);
  }

  private static boolean isOf(String studio, String url) {
    return URI.create(url).getAuthority().equals(URI.create(studio).getAuthority());
  }
}
