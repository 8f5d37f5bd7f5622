package io.headstart.serve;

import io.headstart.engine.RuntimeOptions;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.inference.ImageInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Times a running server beside the library in this process, and beside another server where one is
 * named. All take turns, so that a drifting machine hits them alike; what counts are the medians of
 * the rounds' ratios. See docs/serve.md.
 *
 * <p>Arguments: the checkpoint's folder, a folder of image files, the server's port, that of the
 * other or 0, rounds.
 */
final class ServeBenchmark {
  private static final int CLIENTS = 32;

  /** Images of a round with all clients, and of one with a single client. */
  private static final int MANY = 128;

  private static final int FEW = 20;

  private final List<byte[]> images;
  private final Map<String, List<Double>> figures = new TreeMap<>();

  private ServeBenchmark(List<byte[]> images) {
    this.images = images;
  }

  public static void main(String[] args) throws Exception {
    ServeBenchmark benchmark = new ServeBenchmark(read(Path.of(args[1])));
    int port = Integer.parseInt(args[2]);
    int peer = Integer.parseInt(args[3]);
    int rounds = Integer.parseInt(args[4]);
    try (Headstart headstart = Headstart.start(RuntimeOptions.on("auto").withoutNetwork());
        Classifier classifier = headstart.classifier(Path.of(args[0]))) {
      benchmark.round(classifier, port, peer); // Warms all of them up.
      benchmark.figures.clear();
      for (int i = 0; i < rounds; i++) {
        benchmark.round(classifier, port, peer);
        System.err.printf("round %d of %d%n", i + 1, rounds);
      }
    }
    benchmark.print(peer != 0);
  }

  private static List<byte[]> read(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<byte[]> images = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().limit(MANY).toList()) {
        images.add(Files.readAllBytes(file));
      }
      return images;
    }
  }

  private byte[] image(int i) {
    return images.get(i % images.size());
  }

  private void round(Classifier classifier, int port, int peer) {
    List<ImageInput> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(ImageInput.of(image(i)));
    }
    long start = System.nanoTime();
    classifier.classify(all);
    add("library, images/s", MANY / seconds(start));
    crowd("server", port);
    if (peer != 0) {
      crowd("other", peer);
    }
    alone(classifier, port, peer);
  }

  private void alone(Classifier classifier, int port, int peer) {
    try (LoadClient server = new LoadClient(port);
        LoadClient other = new LoadClient(peer == 0 ? port : peer)) {
      for (int i = 0; i < FEW; i++) {
        ImageInput one = ImageInput.of(image(i));
        long start = System.nanoTime();
        classifier.classify(one);
        add("library, alone, ms", 1e3 * seconds(start));
        time("server, alone, ms", server, image(i));
        if (peer != 0) {
          time("other, alone, ms", other, image(i));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void time(String name, LoadClient client, byte[] image) throws IOException {
    long start = System.nanoTime();
    require(client.post("/classify", image));
    add(name, 1e3 * seconds(start));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void add(String name, double figure) {
    synchronized (figures) {
      figures.computeIfAbsent(name, key -> new ArrayList<>()).add(figure);
    }
  }

  /** Lets all clients ask until every image is answered. */
  private void crowd(String name, int port) {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      clients.add(CompletableFuture.runAsync(() -> ask(name, port, next), threads));
    }
    clients.forEach(CompletableFuture::join);
    add(name + ", images/s", MANY / seconds(start));
    threads.shutdown();
  }

  private void ask(String name, int port, AtomicInteger next) {
    try (LoadClient client = new LoadClient(port)) {
      for (int i = next.getAndIncrement(); i < MANY; i = next.getAndIncrement()) {
        time(name + ", of " + CLIENTS + ", ms", client, image(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(LoadClient.Answer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.headers());
    }
  }

  private void print(boolean peer) {
    figures.forEach(
        (name, all) -> {
          double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
          System.out.printf(
              Locale.ROOT,
              "%-24s p50 %8.1f  p95 %8.1f  p99 %8.1f%n",
              name,
              quantile(sorted, 0.5),
              quantile(sorted, 0.95),
              quantile(sorted, 0.99));
        });
    ratio("server / library, images/s", "server, images/s", "library, images/s");
    ratio("server / library, alone, time", "server, alone, ms", "library, alone, ms");
    if (peer) {
      ratio("server / other, images/s", "server, images/s", "other, images/s");
      ratio("server / other, alone, time", "server, alone, ms", "other, alone, ms");
    }
  }

  /** Prints the median of the ratios of neighbours. */
  private void ratio(String name, String one, String other) {
    double[] ratios = new double[figures.get(one).size()];
    Arrays.setAll(ratios, i -> figures.get(one).get(i) / figures.get(other).get(i));
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "%-30s median of %d ratios %.3f (%.3f .. %.3f)%n",
        name,
        ratios.length,
        quantile(ratios, 0.5),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
