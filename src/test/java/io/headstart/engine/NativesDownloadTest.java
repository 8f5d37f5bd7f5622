package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.engine.ArchiveServer.Manner;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativesDownloadTest {
  private static final long PLENTY = 1L << 40;

  @TempDir private Path natives;
  private final ArchiveServer server = new ArchiveServer();
  private final HeardLines heard = new HeardLines();

  @AfterEach
  void stop() {
    server.close();
  }

  private NativesSource source() {
    return attempts(1);
  }

  private NativesSource attempts(int count) {
    RemoteFile file =
        new RemoteFile(
            server.uri(),
            Map.of(),
            Optional.of(Proxy.NO_PROXY),
            Duration.ofMillis(500),
            count,
            Duration.ofMillis(1));
    return new NativesSource(file, Sha256.of(server.archive));
  }

  private Path fetch(NativesSource source) {
    return new NativesDownload(natives, source, false, folder -> PLENTY).fetch(heard);
  }

  private AbstractThrowableAssert<?, ?> assertThatFetchFails(NativesSource source) {
    return assertThatThrownBy(() -> fetch(source))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("the CUDA natives could not be fetched\n  received: ")
        .hasMessageContaining("accepted: " + CudaNatives.ARCHIVE)
        .hasMessageContaining("next:     run `java -jar trainer.jar setup cuda` again")
        .satisfies(e -> assertThat(((Failure) e).kind()).isEqualTo(Failure.Kind.MISSING));
  }

  private Path part() {
    return natives.resolve(CudaNatives.ARCHIVE + ".part");
  }

  private List<String> visible(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.charAt(0) != '.')
          .sorted()
          .toList();
    }
  }

  @Test
  void bringsTheLibrariesAndNothingElse() throws IOException {
    Path folder = fetch(source());
    assertThat(folder).isEqualTo(natives.resolve("2.7.1-cu128-linux-x86_64"));
    List<String> expected = new ArrayList<>(FakeHost.CUDA_LIBRARIES);
    expected.add(CudaNatives.MANIFEST);
    assertThat(visible(folder)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(folder.resolve("libc10.so")).hasContent("libc10.so".repeat(2000));
    assertThat(folder.resolve(CudaNatives.MANIFEST))
        .content()
        .contains("sha256=" + Sha256.of(server.archive), "bytes.libc10.so=18000");
    assertThat(visible(natives)).containsExactly("2.7.1-cu128-linux-x86_64");
    assertThat(heard.done).last().asString().isNotEqualTo("0");
  }

  @Test
  void asksNobodyWhenTheyAreThere() {
    fetch(source());
    fetch(source());
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void fetchesAgainWhatWasDamaged() throws IOException {
    Path folder = fetch(source());
    Files.writeString(folder.resolve("libtorch_cuda.so"), "damaged");
    fetch(source());
    assertThat(folder.resolve("libtorch_cuda.so")).hasContent("libtorch_cuda.so".repeat(2000));
  }

  @Test
  void sayWhatTheServerSaid() {
    server.manner = Manner.NOT_FOUND;
    assertThatFetchFails(attempts(5)).hasMessageContaining("HTTP 404 from " + server.uri());
    assertThat(server.requests).as("asking again would not help").hasSize(1);
  }

  @Test
  void anUnavailableServerIsAskedAgain() {
    server.manner = Manner.UNAVAILABLE;
    server.badAnswers = 2;
    fetch(attempts(3));
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void noServerAtAllIsMissing() {
    server.close();
    assertThatFetchFails(source()).hasMessageContaining("onnection refused");
  }

  @Test
  void aCutAnswerIsNoticedAndKeptForTheNextCall() throws IOException {
    server.manner = Manner.CUT_SHORT;
    assertThatFetchFails(source())
        .hasMessageContaining("it ended after " + server.archive.length / 2 + " of");
    assertThat(Files.size(part())).isEqualTo(server.archive.length / 2);
    server.manner = Manner.WELL;
    fetch(source());
    assertThat(server.requests)
        .last()
        .asString()
        .endsWith("bytes=" + server.archive.length / 2 + "-");
  }

  @Test
  void aCutAnswerIsContinuedWithinOneCall() {
    server.manner = Manner.CUT_SHORT;
    server.badAnswers = 2;
    fetch(attempts(3));
    assertThat(server.requests).hasSize(3);
    assertThat(heard.lines).anyMatch(line -> line.startsWith("the connection broke"));
  }

  @Test
  void aStalledAnswerEndsInTime() throws IOException {
    server.manner = Manner.STALLED;
    assertThatFetchFails(source()).hasMessageContaining("nothing came for");
    assertThat(Files.size(part())).isEqualTo(server.archive.length / 2);
  }

  @Test
  void aServerWithoutRangesStartsOver() throws IOException {
    Files.write(part(), "bytes of something else".getBytes(StandardCharsets.UTF_8));
    server.manner = Manner.IGNORING_RANGES;
    fetch(source());
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aPartThatIsWholeIsNotFetchedAgain() throws IOException {
    Files.write(part(), server.archive);
    fetch(source());
    assertThat(server.requests)
        .singleElement()
        .asString()
        .contains("bytes=" + server.archive.length);
    assertThat(heard.done).as("nothing but the unpacking").hasSize(FakeHost.CUDA_LIBRARIES.size());
  }

  @Test
  void wrongBytesAreRefusedAndDeleted() throws IOException {
    server.archive[server.archive.length / 3] ^= 1;
    NativesSource right = source();
    server.archive[server.archive.length / 3] ^= 1;
    assertThatFetchFails(right)
        .hasMessageContaining("received: SHA-256 " + Sha256.of(server.archive))
        .hasMessageContaining(right.sha256());
    assertThat(visible(natives)).isEmpty();
  }

  @Test
  void aWrongStartIsFoundOutByTheChecksumAndNotKept() throws IOException {
    Files.write(part(), new byte[100]);
    assertThatFetchFails(source()).hasMessageContaining("SHA-256");
    fetch(source());
  }

  @Test
  void anArchiveLeftBesideWholeNativesIsRemoved() throws IOException {
    fetch(source());
    Path left = Files.write(natives.resolve(CudaNatives.ARCHIVE), server.archive);
    fetch(source());
    assertThat(left).doesNotExist();
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void anArchiveWithoutTheLibrariesIsRefused() throws IOException {
    byte[] other = ArchiveServer.archive("elsewhere/");
    Files.write(natives.resolve(CudaNatives.ARCHIVE), other);
    assertThatFetchFails(new NativesSource(source().file(), Sha256.of(other)))
        .hasMessageContaining("an archive without the libraries");
    assertThat(natives.resolve(CudaNatives.FOLDER)).doesNotExist();
  }

  @Test
  void anArchivePutThereByHandNeedsNoNetwork() throws IOException {
    Files.write(natives.resolve(CudaNatives.ARCHIVE), server.archive);
    Path folder = new NativesDownload(natives, source(), true).fetch(heard);
    assertThat(CudaNatives.isWhole(folder)).isTrue();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void aWrongArchivePutThereByHandIsRefusedAndLeftAlone() throws IOException {
    Path archive = Files.writeString(natives.resolve(CudaNatives.ARCHIVE), "something else");
    assertThatFetchFails(source()).hasMessageContaining(" of " + archive);
    assertThat(archive).hasContent("something else");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void offlineNothingIsAsked() {
    assertThatThrownBy(() -> new NativesDownload(natives, source(), true).fetch(heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no network")
        .hasMessageContaining("by hand");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void aDiskWithoutRoomIsSaidBeforeItIsFull() {
    NativesDownload download = new NativesDownload(natives, source(), false, folder -> 10);
    assertThatThrownBy(() -> download.fetch(heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("bytes to come, 10 bytes free");
    assertThat(part()).doesNotExist();
  }

  @Test
  void aDiskWithoutRoomToUnpackKeepsTheArchive() throws IOException {
    long room = server.archive.length + 10L;
    NativesDownload download = new NativesDownload(natives, source(), false, folder -> room);
    assertThatThrownBy(() -> download.fetch(heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("bytes to unpack");
    fetch(source());
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aDiskThatFillsUpIsSaid() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "no /dev/full here");
    Files.createSymbolicLink(part(), full);
    assertThatFetchFails(attempts(5)).hasMessageContaining("No space left on device");
    assertThat(server.requests).as("asking again would not help").hasSize(1);
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid() throws IOException {
    Path file = Files.writeString(natives.resolve("file"), "");
    NativesDownload download = new NativesDownload(file.resolve("natives"), source(), false);
    assertThatThrownBy(() -> download.fetch(heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Exception: " + file);
  }

  @Test
  void leftoversOfADeadProcessAreSweptAway() throws IOException {
    Path leftover = natives.resolve("." + CudaNatives.FOLDER + ".tmp");
    FakeHost.write(leftover.resolve("libtorch.so"), "half");
    fetch(source());
    assertThat(leftover).doesNotExist();
  }

  @Test
  void twoAtOnceFetchOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Path> first = threads.submit(() -> fetch(source()));
      Future<Path> second = threads.submit(() -> fetch(source()));
      assertThat(first.get()).isEqualTo(second.get());
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void twoProcessesFetchOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          ChildJvm.start(
              natives,
              FetchInProcess.class,
              natives.toString(),
              server.uri().toString(),
              Sha256.of(server.archive)));
    }
    for (Process process : processes) {
      assertThat(ChildJvm.output(process)).contains(CudaNatives.FOLDER);
      assertThat(process.exitValue()).isZero();
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void theProxyIsAsked() {
    Proxy proxy =
        new Proxy(
            Proxy.Type.HTTP,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    URI elsewhere = URI.create("http://mirror.invalid/libtorch.zip");
    RemoteFile file =
        new RemoteFile(
            elsewhere,
            Map.of(),
            Optional.of(proxy),
            Duration.ofMillis(500),
            1,
            Duration.ofMillis(1));
    fetch(new NativesSource(file, source().sha256()));
    assertThat(server.requests).containsExactly("http://mirror.invalid/libtorch.zip");
  }

  @Test
  void theEnvironmentNamesAMirrorAndItsChecksum() {
    NativesSource plain = NativesSource.of(Map.of());
    assertThat(plain.file().uri())
        .hasToString(
            "https://download.pytorch.org/libtorch/cu128/"
                + "libtorch-cxx11-abi-shared-with-deps-2.7.1%2Bcu128.zip");
    assertThat(plain.sha256()).hasSize(64);
    NativesSource other =
        NativesSource.of(
            Map.of("HEADSTART_NATIVES_URL", "http://m/x", "HEADSTART_NATIVES_SHA256", "AB"));
    assertThat(other.file().uri()).hasToString("http://m/x");
    assertThat(other.sha256()).isEqualTo("ab");
  }

  @Test
  void everyLibraryOfDjlsOwnPackageIsTaken() {
    String taken =
        "libc10.so libc10_cuda.so libcaffe2_nvrtc.so libcublas-f6c022dc.so.12"
            + " libcublasLt-4ef47ce6.so.12 libcudart-218eec4c.so.12 libcudnn.so.9"
            + " libcudnn_graph.so.9 libcusparseLt-f80c68d1.so.0 libgomp-98b21ff3.so.1"
            + " libnvToolsExt-847d78f2.so.1 libnvrtc-120a07be.so.11.2 libnvrtc-builtins.so.12.8"
            + " libtorch.so libtorch_cpu.so libtorch_cuda.so libtorch_cuda_linalg.so";
    assertThat(Arrays.asList(taken.split(" ", -1))).allMatch(CudaNatives::needs);
    assertThat(List.of("libtorch_python.so", "libprotobuf.a", "libshm.so", "x/libc10.so", ""))
        .noneMatch(CudaNatives::needs);
  }
}
