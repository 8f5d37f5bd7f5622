package io.headstart.breaking;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** SIGKILL at chance moments of every job, real processes of the real jar. */
final class Kills implements Part {
  @Override
  public int usual() {
    return 200;
  }

  @Override
  public void run(Bench bench, int kills) throws IOException, InterruptedException {
    List<Job> jobs = bench.jobs();
    for (int i = 0; i < jobs.size(); i++) {
      int share = kills / jobs.size() + (i < kills % jobs.size() ? 1 : 0);
      if (share > 0) {
        kill(bench, jobs.get(i), share, bench.random("kills " + jobs.get(i).name()));
      }
    }
    if (jobs.contains(Job.FEATURES)) {
      KilledExtraction.run(bench, Math.max(1, kills / 20));
    }
  }

  private static void kill(Bench bench, Job job, int kills, Random random)
      throws IOException, InterruptedException {
    Place place = bench.trainer().place();
    Findings findings = bench.findings();
    Place.Snapshot start = bench.prepared(job);
    Results expected = bench.expected(job);
    place.restore(start);
    long longest = Math.round(1000 * bench.trainer().run(job.command()).seconds());
    // Java itself needs this long before a command can have written anything.
    long soonest = Math.min(longest / 3, 400);
    String subject = "kill " + job.name();
    int done = 0;
    for (int round = 1; done < kills; round++) {
      place.restore(start);
      long begun = System.nanoTime();
      StringBuilder how = new StringBuilder("round " + round);
      List<String> command = job.command();
      for (boolean more = true; more && done < kills; more = random.nextInt(3) == 0) {
        long delay = soonest + (long) (random.nextDouble() * (longest - soonest));
        boolean killed = bench.trainer().begin(command).killAfter(delay);
        how.append(killed ? ", killed after " : ", ended within ").append(delay).append(" ms");
        done += killed ? 1 : 0;
        command = job.goingOn();
        findings.done(subject, 0);
      }
      new Recovery(job, place, expected, findings)
          .check(subject, how.toString(), bench.trainer()::run);
      repeatedTrials(place.snapshot())
          .ifPresent(trial -> findings.found(subject, how.toString(), trial));
      findings.took(subject, (System.nanoTime() - begun) / 1e9);
    }
  }

  /** A trial that was finished is not run again: its number stands in the journal once. */
  private static Optional<String> repeatedTrials(Place.Snapshot content) {
    for (Map.Entry<String, byte[]> file : content.entrySet()) {
      if (file.getKey().endsWith("trials.jsonl")) {
        Set<String> numbers = new HashSet<>();
        for (String line : new String(file.getValue(), StandardCharsets.UTF_8).lines().toList()) {
          String number = line.replaceAll(".*\"number\":(\\d+).*", "$1");
          if (!numbers.add(number)) {
            return Optional.of("trial " + number + " was run twice");
          }
        }
      }
    }
    return Optional.empty();
  }
}
