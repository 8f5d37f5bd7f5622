package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxySettingsTest {
  private static final URI HTTPS = URI.create("https://download.pytorch.org/a.zip");

  private static Optional<Proxy> of(String... pairs) {
    Map<String, String> settings =
        pairs.length == 2
            ? Map.of(pairs[0], pairs[1])
            : Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
    return ProxySettings.proxyFor(HTTPS, settings);
  }

  @Test
  void withoutAnyVariableTheJvmDecides() {
    assertThat(ProxySettings.proxyFor(HTTPS, Map.of())).isEmpty();
    assertThat(of("HTTPS_PROXY", " ")).isEmpty();
    assertThat(of("HTTP_PROXY", "http://proxy:3128")).as("for another scheme").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, http://proxy:3128, proxy, 3128",
    "https_proxy, proxy:3128, proxy, 3128",
    "HTTPS_PROXY, http://10.0.0.1:8080/, 10.0.0.1, 8080",
    "ALL_PROXY, http://proxy, proxy, 80"
  })
  void theVariableNamesAProxy(String name, String value, String host, int port) {
    Proxy proxy = of(name, value).orElseThrow();
    assertThat(proxy.type()).isEqualTo(Proxy.Type.HTTP);
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    assertThat(address.getHostString()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @Test
  void aSocksProxyIsOne() {
    assertThat(of("all_proxy", "socks5://proxy").orElseThrow().type()).isEqualTo(Proxy.Type.SOCKS);
  }

  @Test
  void theJvmsOwnPropertiesWin() {
    assertThat(of("HTTPS_PROXY", "http://proxy:1", "https.proxyHost", "other")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "pytorch.org", ".pytorch.org", "a.b, download.pytorch.org"})
  void exceptionsGoDirectly(String exceptions) {
    assertThat(of("HTTPS_PROXY", "http://proxy:1", "NO_PROXY", exceptions))
        .contains(Proxy.NO_PROXY);
  }

  @Test
  void anExceptionForAnotherHostIsNone() {
    assertThat(of("HTTPS_PROXY", "http://proxy:1", "NO_PROXY", "torch.org").orElseThrow())
        .isNotEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://user:secret@proxy:1", "https://proxy:1", "http://", "a b"})
  void whatCannotBeUsedIsRefusedWithoutRepeatingAPassword(String value) {
    assertThatThrownBy(() -> of("HTTPS_PROXY", value))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("the proxy in https_proxy cannot be used")
        .hasMessageContaining("accepted: http://HOST:PORT")
        .message()
        .doesNotContain("secret");
  }
}
