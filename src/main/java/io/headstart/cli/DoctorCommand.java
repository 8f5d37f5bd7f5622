package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.experiment.Doctor;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is there, what is missing, what to do. */
@Command(
    name = "doctor",
    description = "Engine, device, caches, weights, data: what is there and what is missing.")
final class DoctorCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
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
    if (findings.stream().anyMatch(finding -> !finding.good())) {
      throw Failure.missing("something a run would need is missing")
          .received("the lines marked MISSING above")
          .accepted("all of them ok")
          .next("follow what each line says")
          .build();
    }
  }
}
