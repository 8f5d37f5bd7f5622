package io.headstart.breaking;

import io.headstart.breaking.disk.Disk;
import io.headstart.breaking.disk.DiskEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A disk that refuses or forgets: each operation of each job meets no space, an error or a short
 * write, or is the last before the power fails.
 */
final class Faults implements Part {
  @Override
  public int usual() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void run(Bench bench, int most) throws IOException, InterruptedException {
    for (Job job : bench.jobs()) {
      Place place = bench.trainer().place();
      Place.Snapshot start = bench.prepared(job);
      Session session = bench.session();
      Results expected = bench.expected(job);
      place.restore(start);
      session.record();
      session.run(job.command());
      List<DiskEvent> events = session.recorded();
      int operations = session.disarm();
      Recovery recovery = new Recovery(job, place, expected, bench.findings());
      int share = Math.max(1, most / bench.jobs().size() / 4);
      for (Disk.Fault fault : List.of(Disk.Fault.FULL, Disk.Fault.ERROR, Disk.Fault.SHORT)) {
        int stride = Math.max(1, operations / share);
        for (int n = 1 + bench.random(job.name() + fault).nextInt(stride);
            n <= operations;
            n += stride) {
          place.restore(start);
          refuse(bench, job, fault, n, recovery);
        }
      }
      powerCuts(bench, job, PowerCut.states(folder(place), start, events), share, recovery);
    }
  }

  private static String folder(Place place) {
    return place.folder().toAbsolutePath().toString();
  }

  private static void refuse(Bench bench, Job job, Disk.Fault fault, int n, Recovery recovery)
      throws IOException, InterruptedException {
    String subject = "disk %s, %s".formatted(fault, job.name());
    String how = "operation " + n;
    Session session = bench.session();
    long begun = System.nanoTime();
    session.arm(fault, n);
    Ended ended = session.run(job.command());
    session.disarm();
    bench.trainer().place().orphan();
    bench.findings().found(subject, how, ended.disgrace());
    if (fault == Disk.Fault.SHORT && !ended.succeeded()) {
      bench.findings().found(subject, how, "a short write is no error: " + ended.tail());
    }
    if (ended.succeeded()) {
      recovery.checkResults(subject, how + ", called a success");
    }
    recovery.check(subject, how, session::run);
    bench.findings().done(subject, (System.nanoTime() - begun) / 1e9);
  }

  private static void powerCuts(
      Bench bench, Job job, Map<String, Place.Snapshot> states, int share, Recovery recovery)
      throws IOException, InterruptedException {
    String subject = "power cut, " + job.name();
    int stride = Math.max(1, states.size() / share);
    int at = bench.random(subject).nextInt(stride);
    int i = 0;
    for (Map.Entry<String, Place.Snapshot> state : states.entrySet()) {
      if (i++ % stride == at) {
        long begun = System.nanoTime();
        bench.trainer().place().restore(state.getValue());
        bench.trainer().place().orphan();
        recovery.check(subject, state.getKey(), bench.session()::run);
        bench.findings().done(subject, (System.nanoTime() - begun) / 1e9);
      }
    }
  }
}
