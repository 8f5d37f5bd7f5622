package io.headstart.engine;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Where the archive with the CUDA natives comes from.
 *
 * @param file the archive
 * @param sha256 what its bytes must give, 64 lower-case hexadecimal digits
 */
record NativesSource(RemoteFile file, String sha256) {
  /** Names another address of the same archive, such as a mirror inside a company. */
  static final String URL_VARIABLE = "HEADSTART_NATIVES_URL";

  /** Names another SHA-256, for an archive that was packed anew. */
  static final String SHA256_VARIABLE = "HEADSTART_NATIVES_SHA256";

  /** PyTorch's own address and the known checksum, unless the environment names others. */
  static NativesSource of(Map<String, String> settings) {
    String url = settings.getOrDefault(URL_VARIABLE, "");
    URI uri = URI.create(url.isBlank() ? CudaNatives.URL : url.strip());
    String sha256 = settings.getOrDefault(SHA256_VARIABLE, "");
    RemoteFile file =
        new RemoteFile(
            uri,
            Map.of(),
            ProxySettings.proxyFor(uri, settings),
            Duration.ofSeconds(30),
            5,
            Duration.ofSeconds(2));
    return new NativesSource(
        file, sha256.isBlank() ? CudaNatives.SHA256 : sha256.strip().toLowerCase(Locale.ROOT));
  }
}
