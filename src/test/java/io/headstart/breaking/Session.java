package io.headstart.breaking;

import io.headstart.breaking.disk.Disk;
import io.headstart.breaking.disk.DiskEvent;
import io.headstart.breaking.disk.FaultyProvider;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that runs many commands; it is started anew when one of them kills it. */
final class Session implements AutoCloseable {
  private static final long LONGEST_SECONDS = 180;

  private final Trainer trainer;
  private final ExecutorService reader = Executors.newCachedThreadPool(Session::daemon);
  private Process process;
  private DataOutputStream requests;
  private DataInputStream answers;

  Session(Trainer trainer) throws IOException {
    this.trainer = trainer;
    start();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "answers");
    thread.setDaemon(true);
    return thread;
  }

  private void start() throws IOException {
    List<String> options =
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-D" + Disk.ROOT + "=" + trainer.place().folder().toAbsolutePath(),
            "-Djava.nio.file.spi.DefaultFileSystemProvider=" + FaultyProvider.class.getName());
    process = trainer.start(options, "io.headstart.cli.CommandSession", List.of());
    requests = new DataOutputStream(process.getOutputStream());
    answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /** The named operation of the commands that follow meets a fault. */
  void arm(Disk.Fault fault, int number) throws IOException {
    requests.writeUTF("arm");
    requests.writeUTF(fault.name());
    requests.writeInt(number);
    requests.flush();
  }

  void record() throws IOException {
    requests.writeUTF("record");
    requests.flush();
  }

  List<DiskEvent> recorded() throws IOException {
    requests.writeUTF("recorded");
    requests.flush();
    List<DiskEvent> events = new ArrayList<>();
    for (int left = answers.readInt(); left > 0; left--) {
      events.add(DiskEvent.read(answers));
    }
    return events;
  }

  /** Returns how many operations changed the disk since it was armed; disarms it. */
  int disarm() throws IOException {
    requests.writeUTF("disarm");
    requests.flush();
    return answers.readInt();
  }

  Ended run(List<String> arguments) throws IOException, InterruptedException {
    clearPeak();
    long start = System.nanoTime();
    double processor = processorSeconds();
    Ended ended;
    try {
      requests.writeUTF("run");
      requests.writeInt(arguments.size());
      for (String argument : arguments) {
        requests.writeUTF(argument);
      }
      requests.flush();
      ended = reader.submit(() -> answer(start, processor)).get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly().waitFor();
      ended = new Ended(Ended.STOPPED, "", "", seconds(start), 0, 0);
    } catch (IOException | ExecutionException e) {
      process.destroyForcibly().waitFor();
      ended = new Ended(Ended.DIED, "", trainer.lastErrors(), seconds(start), 0, 0);
    }
    if (ended.code() < 0) {
      start();
    }
    return ended;
  }

  private Ended answer(long start, double processor) throws IOException {
    int code = answers.readInt();
    double seconds = seconds(start);
    double worked = processorSeconds() - processor;
    String out = text();
    return new Ended(code, out, text(), seconds, worked, peak());
  }

  private String text() throws IOException {
    return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private double processorSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** Linux: the highest resident memory counts from now. */
  private void clearPeak() {
    try {
      Files.writeString(Path.of("/proc", process.pid() + "", "clear_refs"), "5");
    } catch (IOException e) {
      return; // Then the peak is that of the whole session.
    }
  }

  private long peak() throws IOException {
    Path status = Path.of("/proc", process.pid() + "", "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    reader.shutdownNow();
    process.destroyForcibly();
  }
}
