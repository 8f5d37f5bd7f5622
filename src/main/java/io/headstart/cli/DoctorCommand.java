package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.experiment.Doctor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is there, what is missing, what to do. */
@Command(
    name = "doctor",
    description = "Engine, device, caches, weights, data: what is there and what is missing.")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private GlobalOptions options;

  @Override
  public Integer call() {
    List<Doctor.Finding> findings = Doctor.examine(options.settings(), options.context());
    if (options.json()) {
      Json.print(Map.of("findings", findings));
    } else {
      findings.forEach(
          finding ->
              System.out.printf(
                  "%-8s %-10s %s%n",
                  finding.good() ? "ok" : "MISSING", finding.subject(), finding.text()));
    }
    if (findings.stream().allMatch(finding -> finding.good())) {
      return 0;
    }
    // Not thrown, since that would print a second JSON document.
    Failure failure =
        Failure.missing("something a run would need is missing")
            .received("what is marked as missing on standard output")
            .accepted("all of it ok")
            .next("follow what each line says")
            .build();
    System.err.println(failure.getMessage());
    return failure.kind().exitCode();
  }
}
