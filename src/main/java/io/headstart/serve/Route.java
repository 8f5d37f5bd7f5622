package io.headstart.serve;

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
record Route(String method, String path, boolean open, Action action) {
  /** Answers an exchange, now or later. */
  @FunctionalInterface
  interface Action {
    /**
     * Begins.
     *
     * @param values of the path's names, in their order
     */
    void handle(Exchange exchange, List<String> values);
  }

  /** Returns the values of the path's names; empty where another path was asked for. */
  Optional<List<String>> match(String asked) {
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
  boolean isAskedBy(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
