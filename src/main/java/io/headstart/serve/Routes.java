package io.headstart.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Finds what a request asks for, and whether it may. */
final class Routes extends Handler.Abstract.NonBlocking {
  private static final String BEARER = "Bearer ";

  private final List<Route> routes;
  private final ServerOptions options;
  private final UnderWay underWay;
  private final Consumer<Throwable> defects;

  Routes(
      List<Route> routes, ServerOptions options, UnderWay underWay, Consumer<Throwable> defects) {
    this.routes = routes;
    this.options = options;
    this.underWay = underWay;
    this.defects = defects;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, underWay, defects);
    exchange.limit(options.limits().time());
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    try {
      String path = Request.getPathInContext(request);
      Route route = find(request.getMethod(), path);
      request.setAttribute(AccessLog.ROUTE, route.path());
      if (!route.open()) {
        requireToken(request);
      }
      route.action().handle(exchange, route.match(path).orElseThrow());
    } catch (RuntimeException | Error e) {
      exchange.fail(e);
    }
    return true;
  }

  private Route find(String method, String path) {
    List<Route> there = routes.stream().filter(r -> r.match(path).isPresent()).toList();
    if (there.isEmpty()) {
      throw Refusal.of(
          404,
          "there is nothing under this address",
          path,
          routes.stream().map(Route::path).distinct().collect(Collectors.joining(", ")),
          "see /openapi.json");
    }
    return there.stream()
        .filter(route -> route.isAskedBy(method))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.of(
                    405,
                    "this address takes another method",
                    method + " " + path,
                    there.stream().map(Route::method).collect(Collectors.joining(", ")),
                    "see /openapi.json"));
  }

  private void requireToken(Request request) {
    if (options.token().isEmpty()) {
      return;
    }
    Optional<String> given =
        Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    // The time that this takes tells nothing of where two tokens differ.
    if (given.isEmpty()
        || !MessageDigest.isEqual(bytes(given.get()), bytes(options.token().get()))) {
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
}
