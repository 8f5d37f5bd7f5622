package io.headstart.studio;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.headstart.Browser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a page as it is shown: serious findings of axe-core, and too great a width.
 */
public final class PageFindings {
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private PageFindings() {}

  /** Brings axe-core into the page, for as long as that is open. */
  public static void prepare(Browser browser) throws IOException {
    try (InputStream in = PageFindings.class.getResourceAsStream(AXE)) {
      browser.run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Returns findings as a person reads them; none for a page that is as it should be. */
  public static List<String> of(Browser browser) {
    String found =
        browser.value(
            "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify("
                + "r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html + ' '"
                + " + (n.any[0]?.message || '')).join(' | '))))");
    List<String> findings = new ArrayList<>();
    for (JsonElement one : JsonParser.parseString(found).getAsJsonArray()) {
      findings.add(one.getAsString());
    }
    if (browser.value("document.documentElement.scrollWidth > innerWidth + 1").equals("true")) {
      findings.add("wider than its window");
    }
    return findings;
  }
}
