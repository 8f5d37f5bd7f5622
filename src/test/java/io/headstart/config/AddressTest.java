package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "photos", "/data/photos", "C:/photos", "a:b", "my photos: new/cats"})
  void aPathIsNoAddressAndStaysAsItIs(String path) {
    assertThat(Address.isOne(path)).isFalse();
    assertThat(Address.withoutSecrets(path)).isEqualTo(path);
    assertThat(Address.local(path)).contains(Path.of(path));
  }

  @ParameterizedTest
  @CsvSource({
    "hdfs://host:8020/a b/c%20d, hdfs, host:8020, /a b/c%20d",
    "s3a://bucket, s3a, bucket, /",
    "hdfs:/photos, hdfs, '', /photos",
    "hdfs:///photos, hdfs, '', /photos"
  })
  void anAddressHasSchemeAuthorityAndPath(String text, String scheme, String where, String path) {
    Address address = new Address(scheme, where, path);
    assertThat(Address.of(text)).contains(address);
    assertThat(address.uri().getPath()).isEqualTo(path);
    assertThat(Address.of(address.toString())).contains(address);
    assertThat(Address.local(text)).isEmpty();
  }

  @Test
  void filesOfThisMachineMayHaveAnAddress() {
    assertThat(Address.local("file:///data/my photos")).contains(Path.of("/data/my photos"));
    assertThat(Address.local("file:/data")).contains(Path.of("/data"));
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://key:secret@bucket/photos?token=secret, s3a://bucket/photos",
    "hdfs://me@host/photos, hdfs://host/photos",
    "s3a://key:se/cret@bucket/photos, s3a://bucket/photos",
    "hdfs://host:8020/me@home, hdfs://host:8020/me@home",
    "abfs://box@name.dfs.core.windows.net/x, abfs://box@name.dfs.core.windows.net/x",
    "abfs://box:secret@name.dfs.core.windows.net, abfs://box@name.dfs.core.windows.net"
  })
  void whatIsSecretInAnAddressIsLeftOut(String given, String kept) {
    assertThat(Address.withoutSecrets(given)).isEqualTo(kept);
  }

  @Test
  void settingsKeepNoSecretOfAnAddress() {
    Settings settings =
        SettingsReader.parse(
            "data: {source: folder, path: 's3a://key:secret@bucket/photos'}",
            "test",
            List.of("store.path=hdfs://me:secret@host/features?secret"));
    assertThat(SettingsWriter.yaml(settings))
        .doesNotContain("secret")
        .contains("s3a://bucket/photos")
        .contains("hdfs://host/features");
    assertThat(settings.data().at(Optional.of("hdfs://me:secret@host/x")).path())
        .contains("hdfs://host/x");
  }
}
