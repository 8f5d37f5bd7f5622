package io.headstart.engine;

import io.headstart.Failure;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy that the environment names, by the habit of curl and wget: {@code HTTPS_PROXY}, {@code
 * HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in upper or lower case. Java knows only its
 * own properties ({@code https.proxyHost} and so on); where one of those is set it wins.
 */
final class ProxySettings {
  private ProxySettings() {}

  /**
   * Returns the proxy for an address; empty when the JVM's own settings are to decide.
   *
   * @param settings environment variables and system properties
   * @throws Failure when the variable is not an address this program can use
   */
  static Optional<Proxy> proxyFor(URI uri, Map<String, String> settings) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!settings.getOrDefault(scheme + ".proxyHost", "").isBlank()
        || !settings.getOrDefault("socksProxyHost", "").isBlank()
        || settings.getOrDefault("java.net.useSystemProxies", "").equals("true")) {
      return Optional.empty();
    }
    if (isExcepted(uri.getHost(), value(settings, "no_proxy"))) {
      return Optional.of(Proxy.NO_PROXY);
    }
    for (String name : List.of(scheme + "_proxy", "all_proxy")) {
      String value = value(settings, name);
      if (!value.isEmpty()) {
        return Optional.of(parse(name, value));
      }
    }
    return Optional.empty();
  }

  private static String value(Map<String, String> settings, String name) {
    String lower = settings.getOrDefault(name, "");
    return (lower.isBlank() ? settings.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower)
        .strip();
  }

  private static boolean isExcepted(String host, String exceptions) {
    for (String entry : exceptions.split(",", -1)) {
      String suffix = entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      String name = host.toLowerCase(Locale.ROOT);
      if (suffix.equals("*")
          || (!suffix.isEmpty() && (name.equals(suffix) || name.endsWith("." + suffix)))) {
        return true;
      }
    }
    return false;
  }

  private static Proxy parse(String name, String value) {
    URI uri;
    try {
      uri = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      throw refused(name, "not an address", e);
    }
    if (uri.getHost() == null) {
      throw refused(name, "no host in it", null);
    }
    if (uri.getUserInfo() != null) {
      // The value is not repeated: it holds a password.
      throw refused(name, "a proxy with a user name", null);
    }
    boolean socks = uri.getScheme().startsWith("socks");
    if (!socks && !uri.getScheme().equals("http")) {
      throw refused(name, "a proxy reached by " + uri.getScheme(), null);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : socks ? 1080 : 80;
    return new Proxy(
        socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
  }

  private static Failure refused(String name, String received, Throwable cause) {
    return Failure.missing("the proxy in %s cannot be used", name)
        .received("%s", received)
        .accepted("http://HOST:PORT or socks5://HOST:PORT, without a user name")
        .next("correct the variable, or fetch the archive by hand: docs/gpu.md says how")
        .cause(cause)
        .build();
  }
}
