package io.headstart.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Sends bad requests, then good ones for some time, and prints what came back and the resident
 * memory of the server. Ends with 1 where a bad request was answered as if it were good or broke
 * the server, or a good one failed.
 *
 * <p>Arguments: a folder of image files, the server's port, its process, how many bad requests,
 * minutes of good ones, milliseconds that each client waits before its next one.
 */
final class EnduranceBenchmark {
  private static final int CLIENTS = 8;
  private static final String POST = "POST /classify HTTP/1.1\r\nHost: x\r\n";
  private static final String INFER = "POST /v2/models/x/infer HTTP/1.1\r\nHost: x\r\n";

  private final List<byte[]> images;
  private final int port;
  private final long process;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();
  private final AtomicLong good = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  private EnduranceBenchmark(List<byte[]> images, int port, long process) {
    this.images = images;
    this.port = port;
    this.process = process;
  }

  public static void main(String[] args) throws Exception {
    List<byte[]> images = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().limit(64).toList()) {
        images.add(Files.readAllBytes(file));
      }
    }
    EnduranceBenchmark endurance =
        new EnduranceBenchmark(images, Integer.parseInt(args[1]), Long.parseLong(args[2]));
    endurance.bad(Integer.parseInt(args[3]));
    endurance.steady(Integer.parseInt(args[4]), Long.parseLong(args[5]));
    System.exit(endurance.failed.get() == 0 ? 0 : 1);
  }

  private void bad(int count) throws Exception {
    System.out.printf("before: resident %d MiB%n", residentMebibytes());
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    AtomicLong next = new AtomicLong();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      clients.add(
          CompletableFuture.runAsync(
              () -> {
                for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  bad((int) (i % 12), i);
                  if (i % 50 == 0) {
                    good(i);
                  }
                }
              },
              threads));
    }
    clients.forEach(CompletableFuture::join);
    threads.shutdown();
    System.out.printf(
        "%d bad requests: %d times 4xx in four parts, %d connections closed; %d good ones between"
            + " them answered; %d failures; resident %d MiB%n",
        count, refused.get(), closed.get(), good.get(), failed.get(), residentMebibytes());
  }

  private void bad(int kind, long number) {
    byte[] image = images.get((int) (number % images.size()));
    try (LoadClient client = new LoadClient(port)) {
      LoadClient.Answer answer =
          switch (kind) {
            case 0 -> client.post("/classify", Arrays.copyOf(image, image.length / 2));
            case 1 -> client.post("/classify", header(60_000));
            case 2 -> client.post("/v2/models/none/infer", text("{}"));
            case 3 -> client.send(text(INFER + "Content-Length: 1\r\n\r\n{"));
            case 4 -> client.post("/classify?top=none", image);
            case 5 -> client.post("/classify", new byte[0]);
            case 6 -> client.send(text(POST + "Content-Length: 104857600\r\n\r\n"));
            case 7 -> client.send(text("nonsense " + number + "\r\n\r\n"));
            case 8 ->
                client.send(
                    text(POST + "Content-Type: multipart/form-data\r\nContent-Length: 1\r\n\r\nx"));
            case 9 -> endless(client);
            // Some 80 of these are slow: each takes the server's whole patience.
            case 10 ->
                client.send(
                    text(POST + "Content-Length: " + (number % 100 == 10 ? 9 : 1) + "\r\n\r\nx"));
            default -> broken(client);
          };
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      boolean parts =
          Stream.of("error", "received", "accepted", "next")
              .allMatch(part -> body.contains("\"" + part + "\":\""));
      if (answer.status() >= 400 && answer.status() < 500 && parts) {
        refused.incrementAndGet();
      } else {
        failed.incrementAndGet();
        System.out.println("kind " + kind + ": " + answer.headers() + body);
      }
    } catch (IOException e) {
      closed.incrementAndGet();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A body of 100 MB that says nothing of its length. */
  private static LoadClient.Answer endless(LoadClient client) throws IOException {
    String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    return client.send(text(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(100)));
  }

  private static LoadClient.Answer broken(LoadClient client) throws IOException {
    client.reset();
    throw new IOException("as it was meant to be");
  }

  /** A PNG that says it is a square of so many pixels. */
  private static byte[] header(int side) {
    byte[] png = ServedRuns.png(1);
    for (int at : new int[] {16, 20}) {
      png[at] = (byte) (side >> 24);
      png[at + 1] = (byte) (side >> 16);
      png[at + 2] = (byte) (side >> 8);
      png[at + 3] = (byte) side;
    }
    return png;
  }

  private void good(long number) {
    try (LoadClient client = new LoadClient(port)) {
      LoadClient.Answer answer =
          client.post("/classify", images.get((int) (number % images.size())));
      (answer.status() == 200 ? good : failed).incrementAndGet();
    } catch (IOException e) {
      failed.incrementAndGet();
    }
  }

  private void steady(int minutes, long pause) throws Exception {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    good.set(0);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int first = c;
      clients.add(
          CompletableFuture.runAsync(
              () -> {
                for (long i = first; System.nanoTime() < until; i++) {
                  good(i);
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
                }
              },
              threads));
    }
    for (int i = 1; i <= 10; i++) {
      Thread.sleep(TimeUnit.MINUTES.toMillis(minutes) / 10);
      System.out.printf(
          Locale.ROOT,
          "%.1f min: %d answered, %d failures, resident %d MiB%n",
          minutes * i / 10.0,
          good.get(),
          failed.get(),
          residentMebibytes());
    }
    clients.forEach(CompletableFuture::join);
    threads.shutdown();
  }

  private long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        >> 10;
  }
}
