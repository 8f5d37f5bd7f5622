package io.headstart.engine;

import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the archive with the CUDA natives comes from.
 *
 * @param uri its address, http or https
 * @param sha256 what its bytes must give, 64 lower-case hexadecimal digits
 * @param proxy the proxy of the environment; empty leaves the matter to the JVM
 * @param timeout how long to wait for a connection and for the next bytes
 * @param attempts how often one call connects before it gives up; each goes on where the last ended
 * @param pause how long to wait before connecting again
 */
record NativesSource(
    URI uri, String sha256, Optional<Proxy> proxy, Duration timeout, int attempts, Duration pause) {
  /** Names another address of the same archive, such as a mirror inside a company. */
  static final String URL_VARIABLE = "HEADSTART_NATIVES_URL";

  /** Names another SHA-256, for an archive that was packed anew. */
  static final String SHA256_VARIABLE = "HEADSTART_NATIVES_SHA256";

  /** PyTorch's own address and the known checksum, unless the environment names others. */
  static NativesSource of(Map<String, String> settings) {
    String url = settings.getOrDefault(URL_VARIABLE, "");
    URI uri = URI.create(url.isBlank() ? CudaNatives.URL : url.strip());
    String sha256 = settings.getOrDefault(SHA256_VARIABLE, "");
    return new NativesSource(
        uri,
        sha256.isBlank() ? CudaNatives.SHA256 : sha256.strip().toLowerCase(Locale.ROOT),
        ProxySettings.proxyFor(uri, settings),
        Duration.ofSeconds(30),
        5,
        Duration.ofSeconds(2));
  }
}
