package io.headstart.serve;

import static io.headstart.serve.ServedRuns.json;
import static io.headstart.serve.ServedRuns.png;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that cannot be answered; after each of them a good one is. */
class HostileRequestTest {
  private static final Limits LIMITS =
      new Limits(1 << 20, 8, 64, Duration.ofSeconds(2), Duration.ofMillis(3));

  @TempDir private static Path folder;
  private static ServedRuns runs;

  @BeforeAll
  static void start() {
    ServedRuns.train(folder);
    runs = new ServedRuns(folder, LIMITS, Optional.empty(), "plain");
  }

  @AfterAll
  static void stop() {
    runs.close();
  }

  @AfterEach
  void theNextGoodRequestIsAnswered() {
    assertThat(runs.post("/classify", png(0)).statusCode()).isEqualTo(200);
    assertThat(runs.heard.lines).as("defects").isEmpty();
  }

  private static void assertRefused(HttpResponse<String> response, int status, String part) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonObject refusal = json(response);
    for (String name : List.of("error", "received", "accepted", "next")) {
      assertThat(refusal.get(name).getAsString()).as(name).isNotBlank();
    }
    assertThat(response.body())
        .contains(part)
        .doesNotContain(folder.toString())
        .doesNotContain("/tmp")
        .doesNotContain("io.headstart")
        .doesNotContain("\tat ");
  }

  private static void assertImageRefused(byte[] body, String part) {
    assertRefused(runs.post("/classify", body), 400, part);
  }

  @Test
  void nothingIsNoImage() {
    assertImageRefused(new byte[0], "there is no image");
    assertImageRefused("an image".getBytes(StandardCharsets.UTF_8), "not a PNG, JPEG");
  }

  @Test
  void anImageThatEndsTooSoonIsNamed() {
    byte[] jpeg = ServedRuns.file(ServedRuns.drawn(1), "jpg");
    for (int length : new int[] {2, 20, jpeg.length / 2, jpeg.length * 3 / 4}) {
      assertImageRefused(Arrays.copyOf(jpeg, length), "the image: ");
    }
    byte[] png = png(1);
    assertImageRefused(Arrays.copyOf(png, png.length / 2), "the image: ");
  }

  @Test
  void aHeaderOfSixtyThousandPixelsASideTakesNoMemory() {
    assertImageRefused(pngHeader(60_000, 60_000), "3,600,000,000 pixels, more than 100,000,000");
    assertImageRefused(pngHeader(0, 1), "the image: ");
  }

  private static byte[] pngHeader(int width, int height) {
    byte[] chunk =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    CRC32 sum = new CRC32();
    sum.update(chunk);
    return ByteBuffer.allocate(8 + 4 + 17 + 4)
        .putLong(0x89504E470D0A1A0AL)
        .putInt(13)
        .put(chunk)
        .putInt((int) sum.getValue())
        .array();
  }

  @Test
  void aFormWithABrokenPartIsRefusedAsAWholeAndThePartNamed() {
    String type = "multipart/form-data; boundary=b";
    assertRefused(
        runs.post("/classify", ServedRuns.form("b", png(1), new byte[5]), "Content-Type", type),
        400,
        "image 2: ");
    assertRefused(runs.post("/classify", ServedRuns.form("b"), "Content-Type", type), 400, "form");
    assertRefused(
        runs.post("/classify", ServedRuns.form("other", png(1)), "Content-Type", type),
        400,
        "form");
    assertRefused(
        runs.post("/classify", png(1), "Content-Type", "multipart/form-data"), 400, "boundary");
    byte[][] many = new byte[9][];
    Arrays.fill(many, png(1));
    assertRefused(
        runs.post("/classify", ServedRuns.form("b", many), "Content-Type", type), 400, "at most 8");
  }

  @Test
  void whatIsNoRequestOfTheProtocolIsNamed() {
    String[] bodies = {
      "",
      "[]",
      "{",
      "nonsense",
      "{}",
      "{\"inputs\": []}",
      "{\"inputs\": [1]}",
      "{\"inputs\": [{}, {}]}",
      tensor("pixels", "FP32", "[1,1,1,3]", "[1,2,3]"),
      tensor("pixel", "UINT8", "[1,1,1,3]", "[1,2,3]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,256]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,-1]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,2.5]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,1e99]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,NaN]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,null]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,\"3\"]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[[[[[[1,2,3]]]]]]"),
      tensor("pixels", "UINT8", "[1,1,1,3]", "{}"),
      tensor("pixels", "UINT8", "[1,3,1,1]", "[1,2,3]"),
      tensor("pixels", "UINT8", "[3]", "[1,2,3]"),
      tensor("pixels", "UINT8", "[]", "[]"),
      tensor("pixels", "UINT8", "[0,1,1,3]", "[]"),
      tensor("pixels", "UINT8", "[-1,-1,1,3]", "[1,2,3]"),
      tensor("pixels", "UINT8", "[4294967296,4294967296,1,3]", "[1,2,3]"),
      tensor("pixels", "UINT8", "[1,1,1,3,1,1,1]", "[1,2,3]"),
      tensor("image", "BYTES", "[1]", "[\"?\"]"),
      tensor("image", "BYTES", "[1]", "[\"AAAA\"]"),
      tensor("image", "BYTES", "[2]", "[\"AAAA\"]"),
      tensor("image", "BYTES", "[1]", "[7]"),
      "{\"inputs\": " + "[".repeat(100_000),
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,3]") + "x",
      tensor("pixels", "UINT8", "[1,1,1,3]", "[1,2,3]")
          .replace("\"inputs\"", "\"outputs\": [{\"name\": \"gold\"}], \"inputs\"")
    };
    for (String body : bodies) {
      HttpResponse<String> response =
          runs.post("/v2/models/plain/infer", body.getBytes(StandardCharsets.UTF_8));
      assertRefused(response, 400, "accepted");
    }
  }

  private static String tensor(String name, String type, String shape, String data) {
    return "{\"inputs\": [{\"name\": \"%s\", \"datatype\": \"%s\", \"shape\": %s, \"data\": %s}]}"
        .formatted(name, type, shape, data);
  }

  @Test
  void tooManyImagesOfOneRequestAreRefusedByTheLimit() {
    String many = tensor("pixels", "UINT8", "[9,1,1,3]", "[" + "1,".repeat(26) + "1]");
    assertRefused(
        runs.post("/v2/models/plain/infer", many.getBytes(StandardCharsets.UTF_8)), 413, "up to 8");
    String files = tensor("image", "BYTES", "[9]", "[" + "\"\",".repeat(8) + "\"\"]");
    assertRefused(
        runs.post("/v2/models/plain/infer", files.getBytes(StandardCharsets.UTF_8)),
        413,
        "up to 8");
  }

  @Test
  void wrongAddressesMethodsNamesAndNumbersAreNamed() {
    assertRefused(runs.get("/etc/passwd"), 404, "/classify");
    assertRefused(runs.get("/classify"), 405, "POST");
    assertRefused(runs.post("/metrics", new byte[0]), 405, "GET");
    assertRefused(runs.get("/v2/models/%22%3Cb%3E"), 404, "there is no such model");
    assertRefused(runs.post("/classify?model=gold", png(1)), 404, "plain");
    for (String top : List.of("0", "-1", "x", "9999999")) {
      assertRefused(runs.post("/classify?top=" + top, png(1)), 400, "top=" + top);
    }
    assertRefused(
        runs.post(
            "/classify", "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json"),
        415,
        "/v2/models");
  }

  @Test
  void aQueryThatIsNotEncodedWellIsRefused() throws Exception {
    for (String query : List.of("model=%zz", "model=%ff", "top=%", "model=%00")) {
      String answer =
          raw(
              "POST /classify?%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"
                  .formatted(query));
      assertThat(answer)
          .as(query)
          .matches("(?s)HTTP/1.1 4\\d\\d.*")
          .contains("\"error\":", "\"received\":", "\"accepted\":", "\"next\":");
    }
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    // Told beforehand, it is refused before it is sent.
    String answer = raw("POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .contains("\"accepted\":\"up to 1048576 bytes\"")
        .containsIgnoringCase("connection: close");
    // Not told, it is refused where it passes the limit.
    byte[] long_ = new byte[2 << 20];
    HttpResponse<String> response =
        runs.post("/classify", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(long_)));
    assertRefused(response, 413, "up to 1048576 bytes");
  }

  @Test
  void whoWritesAllOfABodyBeyondTheLimitStillReadsTheAnswer() throws Exception {
    byte[] body = new byte[40 << 20];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), runs.uri("/").getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Content-Length: " + body.length).getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void whoAsksWhetherToSendABodyBeyondTheLimitIsToldNotTo() throws Exception {
    String answer = raw(head("Expect: 100-continue\r\nContent-Length: 104857600"));
    assertThat(answer).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
  }

  private static String head(String fields) {
    return "POST /classify HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n".formatted(fields);
  }

  @Test
  void whoSendsTooSlowlyIsRefusedInTime() throws Exception {
    // Many at once: the clock of the request and that of its connection end together.
    List<Callable<String>> slow =
        Collections.nCopies(
            32, () -> raw("POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"));
    long start = System.nanoTime();
    ExecutorService senders = Executors.newFixedThreadPool(slow.size());
    try {
      for (Future<String> answer : senders.invokeAll(slow)) {
        assertThat(answer.get()).startsWith("HTTP/1.1 408").contains("came too slowly");
      }
    } finally {
      senders.shutdownNow();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aConnectionThatTricklesHeadersIsClosed() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), runs.uri("/").getPort())) {
      OutputStream out = socket.getOutputStream();
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      boolean closed = false;
      while (!closed && System.nanoTime() < until) {
        try {
          out.write("G".getBytes(StandardCharsets.US_ASCII));
          out.flush();
        } catch (IOException e) {
          closed = true;
        }
        Thread.sleep(100);
        runs.server.tick();
      }
      assertThat(closed).isTrue();
    }
  }

  @Test
  void aBrokenConnectionHarmsNobody() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), runs.uri("/").getPort())) {
        socket.setSoLinger(true, 0); // A reset, not an orderly end.
        socket
            .getOutputStream()
            .write(
                "POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void whatIsNoHttpIsRefusedInFourParts() throws Exception {
    for (String text :
        List.of(
            "nonsense\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v2/models/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            "POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n")) {
      String answer = raw(text);
      assertThat(answer)
          .as(text)
          .matches("(?s)HTTP/1.1 4\\d\\d.*")
          .contains("\"error\":", "\"received\":", "\"accepted\":", "\"next\":")
          .doesNotContain("jetty");
    }
  }

  /** Sends bytes as they are, and returns what comes until the connection is closed. */
  private static String raw(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), runs.uri("/").getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(answer);
      } catch (IOException reset) {
        // What came before it counts.
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }
}
