package io.headstart.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command itself in a process of its own, under load when it is told to stop. */
class SigtermTest {
  private static final int CLIENTS = 8;

  @TempDir private Path folder;

  /** What clients saw. */
  private record Seen(AtomicInteger answered, AtomicInteger lost, List<String> others) {
    Seen() {
      this(new AtomicInteger(), new AtomicInteger(), new CopyOnWriteArrayList<>());
    }
  }

  @Test
  void everyRequestOnAnOpenConnectionIsAnsweredAndTheProcessEndsWithZero() throws Exception {
    ServedRuns.train(folder);
    Process process = serve();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder document = new StringBuilder();
      for (String line = out.readLine(); line != null && !line.equals("}"); line = out.readLine()) {
        document.append(line);
      }
      URI uri =
          URI.create(
              JsonParser.parseString(document + "}").getAsJsonObject().get("url").getAsString());
      Seen seen = new Seen();
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<CompletableFuture<Void>> ended = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        ended.add(CompletableFuture.runAsync(() -> client(uri.getPort(), seen), clients));
      }
      while (seen.answered().get() < 200) {
        Thread.sleep(10);
      }
      process.destroy(); // SIGTERM.
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      ended.forEach(CompletableFuture::join);
      clients.shutdown();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("err.txt"))).isZero();
      assertThat(seen.others()).isEmpty();
      assertThat(seen.lost()).as("of %s answered", seen.answered()).hasValue(0);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process serve() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.headstart.cli.Main",
            "serve",
            "plain",
            "careful",
            "--port",
            "0",
            "--json",
            "--quiet",
            "--offline",
            "--set",
            "checkpoint.directory=" + folder.resolve("checkpoints"));
    builder.environment().put("HEADSTART_HOME", folder.resolve("home").toString());
    return builder.redirectError(folder.resolve("err.txt").toFile()).start();
  }

  /** Asks on, over a connection as long as it lives, until none can be had any more. */
  private static void client(int port, Seen seen) {
    byte[] image = ServedRuns.png(port);
    while (true) {
      try (LoadClient client = new LoadClient(port)) {
        boolean open = true;
        while (open) {
          open = ask(client, image, seen);
        }
      } catch (IOException refused) {
        return; // Nobody listens any more.
      }
    }
  }

  /** Returns whether the connection stays open. */
  private static boolean ask(LoadClient client, byte[] image, Seen seen) {
    try {
      LoadClient.Answer answer = client.post("/classify", image);
      if (answer.status() == 200) {
        seen.answered().incrementAndGet();
        return !answer.closes();
      }
      seen.others().add(answer.headers());
    } catch (IOException e) {
      seen.lost().incrementAndGet();
    }
    return false;
  }
}
