package io.headstart.studio;

import io.headstart.Failure;
import io.headstart.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Commands of this program, one after the other, each in a process of its own: its memory, its
 * natives and its end are not the studio's.
 */
final class JobQueue implements AutoCloseable {
  private static final int MOST_WAITING = 100;
  private static final int MOST_OVER = 50;
  private static final long PATIENCE_SECONDS = 60;

  private final List<String> program;
  private final Progress progress;
  private final ExecutorService runner =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "jobs");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Job> jobs = new ArrayList<>();
  private int numbers;
  private final AtomicLong version = new AtomicLong();

  /**
   * Makes an empty queue.
   *
   * @param program the words before those of a job
   * @param progress hears at the end of jobs that never began
   */
  JobQueue(List<String> program, Progress progress) {
    this.program = program;
    this.progress = progress;
  }

  /** Returns a number that grows whenever a job has changed or said something. */
  long version() {
    return version.get();
  }

  /** Returns all jobs, the last one first. */
  synchronized List<Job> jobs() {
    List<Job> newest = new ArrayList<>(jobs);
    Collections.reverse(newest);
    return newest;
  }

  /**
   * Puts a command at the end.
   *
   * @throws Failure when too many wait already
   */
  synchronized Job add(List<String> words) {
    if (jobs.stream().filter(job -> !job.isOver()).count() >= MOST_WAITING) {
      throw Failure.run("the queue is full")
          .received("%d jobs", MOST_WAITING)
          .accepted("fewer")
          .next("wait, or stop some")
          .build();
    }
    Job job = new Job(++numbers, words);
    jobs.add(job);
    while (jobs.stream().filter(Job::isOver).count() > MOST_OVER) {
      jobs.remove(jobs.stream().filter(Job::isOver).findFirst().orElseThrow());
    }
    version.incrementAndGet();
    runner.execute(() -> run(job));
    return job;
  }

  /**
   * Stops a job, or takes it out of the queue.
   *
   * @throws Failure when there is none of that number
   */
  synchronized Job stop(int id) {
    Job job =
        jobs.stream()
            .filter(one -> one.id() == id)
            .findFirst()
            .orElseThrow(
                () ->
                    Failure.missing("there is no such job")
                        .received("job %d", id)
                        .accepted("a job of the queue")
                        .next("look at the queue again")
                        .build());
    job.stop();
    version.incrementAndGet();
    return job;
  }

  private void run(Job job) {
    if (!job.begin()) {
      return;
    }
    version.incrementAndGet();
    List<String> command = new ArrayList<>(program);
    command.addAll(job.words());
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      job.running(process);
      process.getOutputStream().close();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          job.line(line);
          version.incrementAndGet();
        }
      }
      job.ended(process.waitFor());
    } catch (IOException e) {
      job.line("the process could not be started or read: " + e.getMessage());
      job.ended(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.ended(1);
    }
    version.incrementAndGet();
  }

  /**
   * Stops what runs and waits until it has kept what it has. The queue is in memory: what waits is
   * named, so that somebody can run it again.
   */
  @Override
  public void close() {
    for (Job job : jobs()) {
      if (job.stop()) {
        progress.warning(
            "not begun, and not kept: "
                + String.join(" ", job.words()).replaceAll("\\p{Cntrl}", "?"));
      }
    }
    runner.shutdown();
    try {
      if (!runner.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        runner.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
