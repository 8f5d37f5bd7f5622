package io.headstart.breaking;

import io.headstart.breaking.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Clocks that jump: every file is from long ago, or from a time that has not come yet. */
final class Clocks implements Part {
  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofDays(-20_000),
          Duration.ofDays(-2),
          Duration.ofHours(1),
          Duration.ofDays(7000));

  @Override
  public int usual() {
    return 40;
  }

  @Override
  public void run(Bench bench, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      Job job = bench.jobs().get(i % bench.jobs().size());
      Duration jump = JUMPS.get(i / bench.jobs().size() % JUMPS.size());
      run(bench, job, jump);
    }
  }

  private static void run(Bench bench, Job job, Duration jump)
      throws IOException, InterruptedException {
    Place place = bench.trainer().place();
    Place.Snapshot start = bench.prepared(job);
    Results expected = bench.expected(job);
    place.restore(start);
    String subject = "clock, " + job.name();
    String how = "%+d days".formatted(jump.toDays());
    long begun = System.nanoTime();
    // Half way: what one command began is found by the next to be of another time.
    bench.session().arm(Disk.Fault.FULL, 40);
    bench.session().run(job.command());
    bench.session().disarm();
    place.orphan();
    FileTime time = FileTime.from(Instant.now().plus(jump));
    try (Stream<Path> paths = Files.walk(place.folder())) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, time);
      }
    }
    new Recovery(job, place, expected, bench.findings()).check(subject, how, bench.session()::run);
    bench.findings().done(subject, (System.nanoTime() - begun) / 1e9);
  }
}
