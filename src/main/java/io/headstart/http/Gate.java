package io.headstart.http;

import org.eclipse.jetty.server.Request;

/** Says which requests are let in. */
@FunctionalInterface
public interface Gate {
  /**
   * Lets a request through, or does not.
   *
   * @param route what it asks for
   * @throws Refusal when it may not
   */
  void check(Request request, Route route);
}
