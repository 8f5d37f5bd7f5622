package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the studio begins and ends. */
class StudioCommandTest {
  @TempDir private Path folder;

  private record Ended(int code, String err) {}

  private Ended studio(String... more) {
    List<String> arguments = new ArrayList<>(List.of("studio", "--offline"));
    arguments.addAll(List.of("--set", "checkpoint.directory=" + folder.resolve("runs")));
    arguments.addAll(List.of(more));
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      return new Ended(
          Main.run(arguments.toArray(String[]::new)), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void aPortOutOfRangeIsNamedWithTheRange() {
    Ended ended = studio("--port", "65536");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--port 65536", "0 .. 65535", "next:");
  }

  @Test
  void aPortThatIsTakenEndsInFourParts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = studio("--port", Integer.toString(taken.getLocalPort()));
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains("received:", "accepted:", "choose another --port");
    }
  }

  @Test
  void itPrintsItsAddressWithTheTokenAndEndsWithZeroOnSigterm() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.headstart.cli.Main",
            "studio",
            "--port",
            "0",
            "--json",
            "--quiet",
            "--set",
            "checkpoint.directory=" + folder.resolve("runs"));
    Process process = builder.redirectError(folder.resolve("err.txt").toFile()).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder document = new StringBuilder();
      for (String line = out.readLine(); line != null && !line.equals("}"); line = out.readLine()) {
        document.append(line);
      }
      String url =
          JsonParser.parseString(document + "}").getAsJsonObject().get("url").getAsString();
      assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+/\\?token=[0-9a-f]{64}");
      // An open page and its events do not keep it from ending.
      var events =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url.replaceAll("/\\?token.*", "/api/events")))
                      .header("Authorization", "Bearer " + url.replaceAll(".*token=", ""))
                      .build(),
                  BodyHandlers.ofInputStream());
      assertThat(events.statusCode()).isEqualTo(200);
      process.destroy(); // SIGTERM.
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("err.txt"))).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
