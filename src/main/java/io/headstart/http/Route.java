package io.headstart.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.URIUtil;

/**
 * One thing that can be asked for.
 *
 * @param method of HTTP
 * @param path as {@code /v2/models/{model}}: a name in braces stands for any one segment
 * @param open whether it needs no token
 * @param action what is done
 */
public record Route(String method, String path, boolean open, Action action) {
  /** Attribute of a request: the path of its route, as the route has it. */
  public static final String PATH = "headstart.route";

  /** Says at once what is asked for. */
  @FunctionalInterface
  public interface Answering {
    /** Returns the answer. */
    Reply to(Exchange exchange, List<String> values);
  }

  /** Answers an exchange, now or later. */
  @FunctionalInterface
  public interface Action {
    /**
     * Begins.
     *
     * @param values of the path's names, in their order
     */
    void handle(Exchange exchange, List<String> values);
  }

  /** Returns a route of GET whose answer is there at once. */
  public static Route get(String path, boolean open, Answering answering) {
    return new Route(
        "GET", path, open, (exchange, values) -> exchange.answer(answering.to(exchange, values)));
  }

  /** Returns the values of the path's names; empty where another path was asked for. */
  public Optional<List<String>> match(String asked) {
    String[] own = path.split("/", -1);
    String[] given = asked.split("/", -1);
    if (own.length != given.length) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < own.length; i++) {
      if (own[i].startsWith("{") && !given[i].isEmpty()) {
        values.add(URIUtil.decodePath(given[i]));
      } else if (!own[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** Returns whether a method asks for it; HEAD is GET without the body. */
  public boolean isAskedBy(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
