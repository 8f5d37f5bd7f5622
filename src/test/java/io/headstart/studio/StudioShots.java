package io.headstart.studio;

import io.headstart.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Takes pictures of pages of a studio that runs: {@code URL FOLDER ROUTE=NAME...}, each in both
 * color schemes and at a phone's width.
 */
public final class StudioShots {
  private record Look(String name, int width, int height, String scheme) {}

  private static final List<Look> LOOKS =
      List.of(
          new Look("light", 1200, 900, "light"),
          new Look("dark", 1200, 900, "dark"),
          new Look("phone", 390, 844, "light"));

  private StudioShots() {}

  /** Takes them; prints what pages complain of. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[1]));
    try (Browser browser =
        new Browser(Browser.find().orElseThrow(), Files.createTempDirectory("shots")).listening()) {
      browser.command("Page.navigate", Map.of("url", args[0]));
      browser.await("document.readyState === 'complete' && !!document.querySelector('h1')");
      for (String one : List.of(args).subList(2, args.length)) {
        String[] route = one.split("@", 3);
        for (Look look : LOOKS) {
          if (System.getenv("LOOK") != null && !System.getenv("LOOK").contains(look.name())) {
            continue;
          }
          int height = route.length > 2 ? Integer.parseInt(route[2]) : look.height();
          browser.look(look.width(), height, look.scheme());
          browser.value("(document.body.dataset.page = '', location.hash = '#/none', 0)");
          Thread.sleep(300);
          browser.value("(document.body.dataset.page = '', location.hash = '" + route[0] + "', 0)");
          browser.await("document.body.dataset.page !== ''");
          Thread.sleep(Integer.parseInt(System.getenv().getOrDefault("WAIT", "900")));
          if (System.getenv("JS") != null) {
            System.out.println(browser.value(System.getenv("JS")));
            Thread.sleep(1500);
          }
          Files.write(folder.resolve(route[1] + "-" + look.name() + ".png"), browser.screenshot());
          browser.complaints().forEach(System.out::println);
        }
      }
    }
  }
}
