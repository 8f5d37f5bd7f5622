package io.headstart.http;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Finds what a request asks for, and whether it may. */
final class Routes extends Handler.Abstract.NonBlocking {
  private final List<Route> routes;
  private final Gate gate;
  private final HttpOptions options;
  private final UnderWay underWay;
  private final Consumer<Throwable> defects;

  Routes(
      List<Route> routes,
      Gate gate,
      HttpOptions options,
      UnderWay underWay,
      Consumer<Throwable> defects) {
    this.routes = routes;
    this.gate = gate;
    this.options = options;
    this.underWay = underWay;
    this.defects = defects;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, options, underWay, defects);
    exchange.limit();
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    try {
      String path = Request.getPathInContext(request);
      Route route = find(request.getMethod(), path);
      request.setAttribute(Route.PATH, route.path());
      gate.check(request, route);
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
          options.help());
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
                    options.help()));
  }
}
