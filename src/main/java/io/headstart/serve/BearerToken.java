package io.headstart.serve;

import io.headstart.http.Gate;
import io.headstart.http.Refusal;
import io.headstart.http.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Lets in who brings the server's token; everyone to open routes.
 *
 * @param token what is asked for; empty for nothing
 */
record BearerToken(Optional<String> token) implements Gate {
  private static final String BEARER = "Bearer ";

  @Override
  public void check(Request request, Route route) {
    if (route.open() || token.isEmpty()) {
      return;
    }
    Optional<String> given =
        Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    // The time that this takes tells nothing of where two tokens differ.
    if (given.isEmpty() || !MessageDigest.isEqual(bytes(given.get()), bytes(token.get()))) {
      throw Refusal.of(
          401,
          "this server asks for a token",
          given.isEmpty() ? "no token" : "another token",
          "the header `Authorization: Bearer TOKEN` with the server's token",
          "ask who runs the server for it");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Hides the token. */
  @Override
  public String toString() {
    return token.isPresent() ? "a token" : "no token";
  }
}
