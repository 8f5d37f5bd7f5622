package io.headstart.serve;

import java.util.Optional;

/**
 * Where a server listens, and to whom.
 *
 * @param host an address of this machine; the loopback keeps other machines out
 * @param port 0 for any that is free
 * @param token what a request must bring as {@code Authorization: Bearer ...}; empty for nothing
 * @param limits what it takes on
 */
public record ServerOptions(String host, int port, Optional<String> token, Limits limits) {
  /** Hides the token. */
  @Override
  public String toString() {
    return "%s:%d, %s token".formatted(host, port, token.isPresent() ? "a" : "no");
  }
}
