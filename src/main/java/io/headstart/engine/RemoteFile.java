package io.headstart.engine;

import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A file on a server, and with how much patience it is fetched.
 *
 * @param uri its address, http or https
 * @param headers sent along, such as an authorization; not on to another host
 * @param proxy the proxy of the environment; empty leaves the matter to the JVM
 * @param timeout how long to wait for a connection and for the next bytes
 * @param attempts how often one call connects before it gives up; each goes on where the last ended
 * @param pause how long to wait before connecting again
 */
public record RemoteFile(
    URI uri,
    Map<String, String> headers,
    Optional<Proxy> proxy,
    Duration timeout,
    int attempts,
    Duration pause) {
  /** With the patience that suits large files on the internet, and the environment's proxy. */
  public RemoteFile(URI uri, Map<String, String> headers) {
    this(
        uri,
        headers,
        ProxySettings.proxyFor(uri, HostFacts.settings()),
        Duration.ofSeconds(30),
        5,
        Duration.ofSeconds(2));
  }
}
