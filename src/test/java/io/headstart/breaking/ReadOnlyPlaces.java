package io.headstart.breaking;

import io.headstart.breaking.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Places that may be read and not written. Root may write everywhere, so the disk says no instead:
 * every change under the place is refused, as a read-only mount does.
 */
final class ReadOnlyPlaces implements Part {
  /** Commands that only read need no place that can be written. */
  private static final List<List<String>> READING =
      List.of(
          Target.words("evaluate --checkpoint one --json --offline"),
          Target.words("predict --checkpoint one --json --offline images/test"),
          Target.words("checkpoints verify"),
          Target.words("checkpoints list"),
          Target.words("store list"),
          Target.words("store verify"),
          Target.words("config show"));

  @Override
  public int usual() {
    return 20;
  }

  @Override
  public void run(Bench bench, int count) throws IOException, InterruptedException {
    Place place = bench.trainer().place();
    int done = 0;
    for (Job job : bench.jobs()) {
      if (done++ < count) {
        place.restore(bench.prepared(job));
        refused(bench, job.name(), job.command(), false);
      }
    }
    Place.Snapshot ready = bench.prepared(Job.REPORT);
    for (List<String> command : READING) {
      if (done++ < count) {
        place.restore(ready);
        refused(bench, command.get(0), command, true);
      }
    }
    if (done < count) {
      filledStore(bench);
    }
  }

  private static void refused(Bench bench, String name, List<String> command, boolean mustWork)
      throws IOException, InterruptedException {
    String subject = "read-only, " + name;
    Place place = bench.trainer().place();
    Set<String> before = place.snapshot().keySet();
    bench.session().arm(Disk.Fault.READ_ONLY, 1);
    Ended ended = bench.session().run(command);
    bench.session().disarm();
    bench.findings().done(subject, ended.seconds());
    bench.findings().found(subject, "all", ended.disgrace());
    if (mustWork && !ended.succeeded()) {
      bench.findings().found(subject, "all", "reading needs writing: " + ended.tail());
    }
    if (!place.snapshot().keySet().equals(before)) {
      bench.findings().found(subject, "all", "something was written all the same");
    }
  }

  /** A home that holds every feature serves a reader who may not write there. */
  private static void filledStore(Bench bench) throws IOException, InterruptedException {
    bench.trainer().place().restore(bench.prepared(Job.FOLDER_AGAIN));
    refused(bench, "features in a filled store", Job.FOLDER_AGAIN.command(), true);
  }
}
