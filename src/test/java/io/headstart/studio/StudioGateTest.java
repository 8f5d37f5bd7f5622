package io.headstart.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in. */
class StudioGateTest {
  @TempDir private static Path folder;
  private static OpenStudio studio;

  @BeforeAll
  static void start() {
    studio = new OpenStudio(folder);
  }

  @AfterAll
  static void stop() {
    studio.close();
  }

  private static final List<String> PATHS =
      List.of("/", "/studio.js", "/studio.css", "/api/runs", "/api/events", "/api/runs/x/images/1");

  @Test
  void withoutTheTokenNothingIsAnswered() {
    for (String path : PATHS) {
      assertThat(studio.bare(path).statusCode()).as(path).isEqualTo(401);
      assertThat(studio.bare(path, "Authorization", "Bearer " + "0".repeat(64)).statusCode())
          .as(path)
          .isEqualTo(401);
    }
    HttpResponse<String> refused = studio.bare("/?token=" + "0".repeat(64));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("token", "next").doesNotContain(studio.token());
    assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void theAddressBringsACookieThatOnlyThisPageSends() {
    HttpResponse<String> page = studio.bare("/?token=" + studio.token());
    assertThat(page.statusCode()).isEqualTo(200);
    String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
    String pair = cookie.substring(0, cookie.indexOf(';'));
    assertThat(studio.bare("/api/runs", "Cookie", pair).statusCode()).isEqualTo(200);
    assertThat(studio.bare("/api/runs", "Cookie", pair.replace('=', 'x')).statusCode())
        .isEqualTo(401);
    // Only the page itself takes the token from its address.
    assertThat(studio.bare("/api/runs?token=" + studio.token()).statusCode()).isEqualTo(401);
  }

  @Test
  void pagesOfOthersAreRefusedAlsoOnTheLoopback() {
    for (String origin : List.of("http://evil.example", "http://127.0.0.1:1", "null")) {
      assertThat(studio.get("/api/runs", "Origin", origin).statusCode()).isEqualTo(403);
      assertThat(studio.post("/api/runs/run/notes", "{}", "Origin", origin).statusCode())
          .isEqualTo(403);
    }
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(studio.get("/api/runs", "Sec-Fetch-Site", site).statusCode()).isEqualTo(403);
    }
    String own = studio.uri("").toString();
    assertThat(studio.get("/api/runs", "Origin", own, "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anotherNameThatPointsHereIsRefused() throws IOException {
    assertThat(raw("/api/runs", "evil.example:" + studio.uri("").getPort())).contains(" 421 ");
    assertThat(raw("/api/runs", "127.0.0.1")).contains(" 421 ");
    assertThat(raw("/api/runs", "localhost:" + studio.uri("").getPort())).contains(" 200 ");
  }

  @Test
  void pathsThatLeadElsewhereAreRefused() throws IOException {
    String host = "127.0.0.1:" + studio.uri("").getPort();
    for (String path :
        List.of(
            "/api/runs/../../etc/passwd",
            "/api/runs/%2e%2e/curves",
            "/api/runs/..%2f..%2fetc",
            "/api/runs/..%5c..",
            "/..",
            "/studio.js/../page.html",
            "/api/runs/%00")) {
      assertThat(raw(path, host)).as(path).containsPattern("HTTP/1.1 (400|404) ");
    }
  }

  @Test
  void aPageMayDoNothingButWhatItsOwnFilesDo() {
    HttpResponse<String> page = studio.get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'self'")
        .doesNotContain("unsafe")
        .contains("frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    for (String file : PageFiles.ALL) {
      assertThat(studio.get("/" + file).statusCode()).as(file).isEqualTo(200);
    }
  }

  @Test
  void bodiesThatFormsOfOtherPagesCanSendAreRefused() {
    HttpResponse<String> plain = studio.postBytes("/api/runs/run/notes", new byte[] {'{', '}'});
    assertThat(plain.statusCode()).isEqualTo(415);
  }

  /** What no client library sends. */
  private static String raw(String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), studio.uri("").getPort())) {
      OutputStream out = socket.getOutputStream();
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
              .formatted(path, host, studio.token());
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
