package io.headstart.breaking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What all parts share: the trainer, its place, the jobs, chance, and the findings. */
final class Bench implements AutoCloseable {
  private final Trainer trainer;
  private final Findings findings;
  private final List<Job> jobs;
  private final long seed;
  private final Map<List<Job>, Place.Snapshot> prepared = new HashMap<>();
  private final Map<Job, Results> expected = new HashMap<>();
  private Session session;
  private int kept;

  /**
   * Sets up an empty place under a folder.
   *
   * @param jar to break
   * @param tests folder of the test classes
   * @param folder that is written to
   * @param jobs that are disturbed
   */
  Bench(Path jar, Path tests, Path folder, List<Job> jobs, long seed) {
    trainer = new Trainer(jar, tests, new Place(folder.resolve("place")), folder.resolve("logs"));
    findings = new Findings(System.out);
    this.jobs = jobs;
    this.seed = seed;
  }

  Trainer trainer() {
    return trainer;
  }

  Findings findings() {
    return findings;
  }

  List<Job> jobs() {
    return jobs;
  }

  /** Keeps a file that was found to do harm. */
  Path keep(String name, byte[] bytes) throws IOException {
    Path folder = Files.createDirectories(trainer.logs().resolveSibling("kept"));
    return Files.write(folder.resolve(++kept + "-" + Path.of(name).getFileName()), bytes);
  }

  /** Returns a stream of chance for one use, the same for the same seed. */
  Random random(String use) {
    return new Random(seed * 31 + use.hashCode());
  }

  /** Returns the process that runs many commands. */
  Session session() throws IOException {
    if (session == null) {
      session = new Session(trainer);
    }
    return session;
  }

  /** Returns the content of the place from which a job starts. */
  Place.Snapshot prepared(Job job) throws IOException, InterruptedException {
    Place.Snapshot known = prepared.get(job.before());
    if (known != null) {
      return known;
    }
    Place place = trainer.place();
    Files.createDirectories(place.folder());
    place.restore(Map.of());
    Materials.lay(place);
    for (Job before : job.before()) {
      Ended ended = session().run(before.command());
      if (!ended.succeeded()) {
        throw new IllegalStateException(before.name() + " fails: " + ended.tail());
      }
    }
    Place.Snapshot content = place.snapshot();
    prepared.put(job.before(), content);
    return content;
  }

  /** Returns what a job gives undisturbed. */
  Results expected(Job job) throws IOException, InterruptedException {
    Results known = expected.get(job);
    if (known == null) {
      known = Recovery.undisturbed(job, trainer.place(), prepared(job), session()::run);
      expected.put(job, known);
    }
    return known;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
