package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of a hub: a server on this machine that answers as the real one does. */
class HubWeightsTest {
  private static final byte[] WEIGHTS = "weights ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private final HubServer hub = new HubServer();
  private final HeardLines heard = new HeardLines();
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void fill() {
    settings.put("HF_HUB_CACHE", folder.toString());
    settings.put("HF_ENDPOINT", hub.address());
    hub.files.put("model.safetensors", WEIGHTS);
    hub.files.put("config.json", CONFIG);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private HubWeights weights() {
    return new HubWeights("timm/tiny", "main", 0, settings);
  }

  @Test
  void offlineWithAnEmptyCacheSaysWhatToRunAndAsksNobody() {
    assertThat(weights().isHere()).isFalse();
    assertThatThrownBy(() -> weights().obtain(true, heard))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("the weights hf:timm/tiny could not be had\n  received: nothing")
        .hasMessageContaining("setup model")
        .satisfies(e -> assertThat(((Failure) e).kind()).isEqualTo(Failure.Kind.MISSING));
    settings.put("HF_HUB_OFFLINE", "1");
    assertThatThrownBy(() -> weights().obtain(false, heard)).isInstanceOf(Failure.class);
    assertThat(hub.requests).isEmpty();
  }

  /** Advice to run what has just failed would go round in a circle. */
  @Test
  void anAddressThatCannotBeReachedIsAReasonWithAName() {
    hub.close();
    assertThatThrownBy(() -> weights().obtain(false, heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: java.net.ConnectException: Connection refused")
        .hasMessageContaining("run the same command again once the address can be reached")
        .hasMessageNotContaining("setup model")
        .satisfies(e -> assertThat(((Failure) e).kind()).isEqualTo(Failure.Kind.MISSING));
  }

  @Test
  void whatIsFetchedLiesWherePythonsLibraryFindsIt() throws IOException {
    Path file = weights().obtain(false, heard);
    Path repository = folder.resolve("models--timm--tiny");
    assertThat(file)
        .isEqualTo(repository.resolve("snapshots/" + HubServer.COMMIT + "/model.safetensors"));
    assertThat(file).hasBinaryContent(WEIGHTS);
    assertThat(file.resolveSibling("config.json")).hasBinaryContent(CONFIG);
    assertThat(repository.resolve("refs/main")).hasContent(HubServer.COMMIT);
    assertThat(repository.resolve("blobs/" + Sha256.of(WEIGHTS))).hasBinaryContent(WEIGHTS);
    assertThat(repository.resolve("blobs").toFile().list()).hasSize(2);
  }

  @Test
  void whatIsThereIsNotAskedForAgain() {
    weights().obtain(false, heard);
    hub.requests.clear();
    assertThat(weights().isHere()).isTrue();
    assertThat(weights().obtain(true, heard)).hasBinaryContent(WEIGHTS);
    assertThat(hub.requests).isEmpty();
  }

  @Test
  void whatPythonsLibraryFetchedIsFound() throws IOException {
    Path snapshot = folder.resolve("models--timm--tiny/snapshots/" + HubServer.COMMIT);
    Files.createDirectories(snapshot);
    Files.write(snapshot.resolve("model.safetensors"), WEIGHTS);
    Path refs = Files.createDirectories(folder.resolve("models--timm--tiny/refs"));
    Files.writeString(refs.resolve("main"), HubServer.COMMIT);
    assertThat(weights().obtain(true, heard)).hasBinaryContent(WEIGHTS);
    assertThat(hub.requests).isEmpty();
  }

  @Test
  void aConnectionThatBreaksIsGoneOnWith() {
    hub.breaksAfter = 50_000;
    assertThat(weights().obtain(false, heard)).hasBinaryContent(WEIGHTS);
    assertThat(hub.requests).filteredOn("GET /large/model.safetensors"::equals).hasSize(2);
    assertThat(heard.lines.toString()).contains("going on where it ended");
  }

  @Test
  void otherBytesThanTheHubSaysAreNotKept() throws IOException {
    hub.wrong = new byte[WEIGHTS.length];
    assertThatThrownBy(() -> weights().obtain(false, heard))
        .hasMessageContaining("the bytes that came have the hash")
        .hasMessageContaining(Sha256.of(WEIGHTS));
    assertThat(weights().isHere()).isFalse();
    hub.wrong = null;
    assertThat(weights().obtain(false, heard)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aRepositoryThatNeedsATokenSaysSo() {
    HubWeights gated = new HubWeights("gated/tiny", "main", 0, settings);
    assertThatThrownBy(() -> gated.obtain(false, heard))
        .hasMessageContaining("needs a token (HF_TOKEN), GatedRepo");
  }

  @Test
  void weightsInSeveralFilesComeTogether() {
    hub.files.remove("model.safetensors");
    String index =
        "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\","
            + " \"b\": \"model-00002-of-00002.safetensors\"}}";
    hub.files.put("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8));
    hub.files.put("model-00001-of-00002.safetensors", WEIGHTS);
    hub.files.put("model-00002-of-00002.safetensors", "b".getBytes(StandardCharsets.UTF_8));
    Path list = weights().obtain(false, heard);
    assertThat(ShardIndex.paths(list)).allMatch(Files::isRegularFile).hasSize(2);
    assertThat(WeightFile.bytes(list)).isEqualTo(WEIGHTS.length + 1);
    Path other = folder.resolve("models--timm--tiny/snapshots/" + HubServer.COMMIT);
    assertThat(weights().isHere()).isTrue();
    assertThat(other.resolve("model-00002-of-00002.safetensors").toFile().delete()).isTrue();
    assertThat(weights().isHere()).isFalse();
  }

  @Test
  void aListThatNamesFilesElsewhereIsRefused() {
    hub.files.remove("model.safetensors");
    hub.files.put(
        "model.safetensors.index.json",
        "{\"weight_map\": {\"a\": \"../../x.safetensors\"}}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> weights().obtain(false, heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("../../x.safetensors");
  }

  @Test
  void aRevisionIsNamedBehindTheRepository() {
    HubWeights named = HubWeights.of("hf:timm/tiny@v2");
    assertThat(named.revision()).isEqualTo("v2");
    assertThat(named.text()).isEqualTo("hf:timm/tiny@v2");
    assertThat(HubWeights.of("hf:timm/tiny").text()).isEqualTo("hf:timm/tiny");
  }
}
