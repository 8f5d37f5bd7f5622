package io.headstart.studio;

import io.headstart.http.Gate;
import io.headstart.http.Refusal;
import io.headstart.http.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Lets in who has the token and speaks to this server on purpose. Any page that a browser shows may
 * send requests to the loopback, also under a name of its own that points there, and pages of other
 * servers on the loopback count as the same site: so the host, the origin and where a request comes
 * from are looked at too.
 *
 * @param token 64 hexadecimal digits
 * @param port that the server listens on, once it does
 */
record StudioGate(String token, IntSupplier port) implements Gate {
  /** The query that brings the token the first time. */
  static final String QUERY = "token";

  private static final String BEARER = "Bearer ";
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
  private static final int TOKEN_BYTES = 32;

  /** Makes a token that nobody guesses. */
  static StudioGate withRandomToken(IntSupplier port) {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new StudioGate(HexFormat.of().formatHex(bytes), port);
  }

  @Override
  public void check(Request request, Route route) {
    requireHost(request);
    requireOrigin(request, route);
    if (given(request, route).stream().noneMatch(this::isToken)) {
      throw Refusal.of(
          401,
          "this page asks for its token",
          "no token, or another",
          "the address that was printed when the studio started",
          "open that address again");
    }
  }

  /** Returns the cookie that brings the token from now on; other ports have others. */
  String cookie() {
    return cookieName() + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
  }

  private String cookieName() {
    return "headstart-" + port.getAsInt();
  }

  private void requireHost(Request request) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    if (host == null || !hosts().contains(host)) {
      throw Refusal.of(
          421,
          "this is not the server's name",
          "Host: " + host,
          String.join(", ", hosts()),
          "open the address that was printed when the studio started");
    }
  }

  private void requireOrigin(Request request, Route route) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    String site = request.getHeaders().get("Sec-Fetch-Site");
    boolean opened =
        route.path().equals("/") && "navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"));
    boolean own = origin == null || hosts().stream().anyMatch(h -> origin.equals("http://" + h));
    if (!own || (site != null && !OWN_SITE.contains(site) && !opened)) {
      throw Refusal.of(
          403,
          "another page may not ask this server",
          "Origin: " + origin + ", Sec-Fetch-Site: " + site,
          "requests of the server's own page",
          "open the address that was printed when the studio started");
    }
  }

  private List<String> hosts() {
    return List.of("127.0.0.1:" + port.getAsInt(), "localhost:" + port.getAsInt());
  }

  /** Returns what could be the token: in a header, a cookie, or the address of the page. */
  private List<String> given(Request request, Route route) {
    Optional<String> header =
        Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    Optional<String> address =
        route.path().equals("/")
            ? Optional.ofNullable(Request.extractQueryParameters(request).getValue(QUERY))
            : Optional.empty();
    return Stream.concat(
            Stream.of(header, address).flatMap(Optional::stream),
            Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(cookieName()))
                .map(HttpCookie::getValue))
        .toList();
  }

  /** The time that this takes tells nothing of where two tokens differ. */
  private boolean isToken(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** Hides the token. */
  @Override
  public String toString() {
    return "StudioGate";
  }
}
