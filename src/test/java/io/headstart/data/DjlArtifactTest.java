package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Application;
import ai.djl.pytorch.zoo.PtModelZoo;
import ai.djl.repository.RemoteRepository;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import com.sun.net.httpserver.HttpServer;
import io.headstart.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's own download from a server on this machine that is laid out as DJL's. */
class DjlArtifactTest {
  private static final String MODEL =
      "/repository/model/cv/image_classification/ai/djl/pytorch/resnet18_embedding/";

  @TempDir private Path cache;
  private final Map<String, byte[]> files = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Assumptions.assumeTrue(System.getenv("DJL_CACHE_DIR") == null, "the variable would win");
    Assumptions.assumeTrue(System.getenv("DJL_OFFLINE") == null, "DJL would not ask");
    System.setProperty("DJL_CACHE_DIR", cache.toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = files.get(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(
              bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
          if (bytes != null) {
            exchange.getResponseBody().write(bytes);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    System.clearProperty("DJL_CACHE_DIR");
    if (server != null) {
      server.stop(0);
    }
  }

  private DjlArtifact artifact() {
    return artifact("resnet18_embedding", "resnet18_embedding");
  }

  private DjlArtifact artifact(String list, String name) {
    int port = server.getAddress().getPort();
    return DjlArtifact.model(
        new RemoteRepository("test", URI.create("http://127.0.0.1:" + port + "/repository/")),
        list,
        name,
        "0.0.1");
  }

  /** The zoo that DJL publishes for PyTorch names the model, and its cache has the same folder. */
  @Test
  void djlsZooHasTheModel() {
    ModelLoader loader =
        ModelZoo.getModelZoo(PtModelZoo.GROUP_ID).getModelLoader("resnet18_embedding");
    assertThat(loader.getArtifactId()).isEqualTo("resnet18_embedding");
    assertThat(loader.getApplication()).isEqualTo(Application.CV.IMAGE_CLASSIFICATION);
    assertThat(
            DjlArtifact.model("resnet18_embedding", "resnet18_embedding", "0.0.1")
                .folder()
                .toString())
        .contains(PtModelZoo.GROUP_ID.replace('.', '/'), loader.getApplication().getPath());
  }

  @Test
  void anEmptyRepositoryIsAnErrorAndLeavesNothing() {
    assertThatThrownBy(() -> artifact().fetch(Progress.NONE)).isInstanceOf(IOException.class);
    assertThat(artifact().folder()).doesNotExist();
  }

  @Test
  void whatIsFetchedLiesInTheFolderAndNothingBesideIt() throws IOException {
    byte[] archive = zip("resnet18_embedding.pt", "the module");
    files.put(MODEL + "0.0.1/resnet18_embedding.zip", archive);
    files.put(MODEL + "metadata.json", metadata(archive.length));
    artifact().fetch(Progress.NONE);
    Path folder = artifact().folder();
    assertThat(folder).startsWith(cache);
    assertThat(folder.resolve("resnet18_embedding.pt")).hasContent("the module");
    try (Stream<Path> there = Files.list(folder.getParent())) {
      assertThat(there.map(path -> path.getFileName().toString()))
          .containsExactly("resnet18_embedding");
    }
  }

  @Test
  void aDownloadWithAnotherHashThanThePinnedOneIsNotKept() throws IOException {
    byte[] archive = zip("resnet18_embedding.pt", "the module");
    files.put(MODEL + "0.0.1/resnet18_embedding.zip", archive);
    files.put(MODEL + "metadata.json", metadata(archive.length));
    String other = "e37db339e87dc13ae0831e45818fca454f526ffb";
    assertThatThrownBy(() -> artifact().pinned(other).fetch(Progress.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(other);
    assertThat(artifact().folder()).doesNotExist();
    artifact().pinned(sha1(archive)).fetch(Progress.NONE);
    assertThat(artifact().folder().resolve("resnet18_embedding.pt")).hasContent("the module");
  }

  /** As DJL lists the two traced ResNets: one list, several models, each beside class names. */
  @Test
  void ofAListOfSeveralModelsTheNamedOneIsFetched() throws IOException {
    String list = "/repository/model/cv/image_classification/ai/djl/pytorch/resnet/";
    byte[] large = gzip("the large module");
    byte[] small = gzip("the small module");
    files.put(list + "0.0.1/traced_resnet50.pt.gz", large);
    files.put(list + "0.0.1/traced_resnet18.pt.gz", small);
    files.put("/synset.txt", "tench".getBytes(StandardCharsets.UTF_8));
    int port = server.getAddress().getPort();
    files.put(
        list + "metadata.json",
        """
        {"metadataVersion": "0.2", "resourceType": "model", "application": "cv/image_classification",
         "groupId": "ai.djl.pytorch", "artifactId": "resnet", "name": "Resnet",
         "artifacts": [%s, %s]}
        """
            .formatted(listed("traced_resnet50", port), listed("traced_resnet18", port))
            .getBytes(StandardCharsets.UTF_8));
    DjlArtifact artifact = artifact("resnet", "traced_resnet18");
    assertThat(artifact.name()).isEqualTo("traced_resnet18");
    assertThatThrownBy(() -> artifact.pinned(sha1(large)).fetch(Progress.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(sha1(large));
    artifact.pinned(sha1(small)).fetch(Progress.NONE);
    assertThat(artifact.folder()).endsWith(Path.of("resnet/0.0.1/traced_resnet18"));
    assertThat(artifact.folder().resolve("traced_resnet18.pt")).hasContent("the small module");
    assertThat(artifact.folder().resolve("synset.txt")).hasContent("tench");
    assertThat(artifact("resnet", "traced_resnet50").folder()).doesNotExist();
  }

  private static String listed(String name, int port) {
    return """
        {"version": "0.0.1", "snapshot": false, "name": "%1$s",
         "files": {"synset": {"uri": "http://127.0.0.1:%2$d/synset.txt", "size": 5},
                   "model": {"uri": "0.0.1/%1$s.pt.gz", "size": 30}}}
        """
        .formatted(name, port);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] zip(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The fields of DJL's own file that lead to the archive. */
  private static byte[] metadata(int size) {
    return """
        {"metadataVersion": "0.2", "resourceType": "model", "application": "cv/image_classification",
         "groupId": "ai.djl.pytorch", "artifactId": "resnet18_embedding", "name": "resnet18_embedding",
         "artifacts": [{"version": "0.0.1", "snapshot": false, "name": "resnet18_embedding",
          "files": {"model": {"uri": "0.0.1/resnet18_embedding.zip", "name": "", "size": %d}}}]}
        """
        .formatted(size)
        .getBytes(StandardCharsets.UTF_8);
  }
}
