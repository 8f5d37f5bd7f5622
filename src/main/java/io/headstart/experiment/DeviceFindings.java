package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.engine.HostFacts;
import io.headstart.engine.NativeChoice;
import io.headstart.engine.Natives;
import java.nio.file.Path;

/** What {@code doctor} says about the way to a GPU, before anything is loaded. */
final class DeviceFindings {
  private final HostFacts facts;
  private final String device;

  DeviceFindings(Path home, String device) {
    this(HostFacts.detect(home), device);
  }

  DeviceFindings(HostFacts facts, String device) {
    this.facts = facts;
    this.device = device;
  }

  /** Tells what was seen of a driver; a machine without one is as good as any. */
  String driver() {
    return switch (facts.driver()) {
      case ABSENT -> "no NVIDIA driver: runs on the CPU";
      case HIDDEN -> "a driver, but no GPU for this process: " + facts.evidence();
      case PRESENT -> "NVIDIA: " + facts.evidence();
    };
  }

  /**
   * Tells which natives a run would load.
   *
   * @throws Failure when those for the GPU are missing, saying what to do
   */
  String natives() {
    NativeChoice choice = Natives.choose(facts, device, false);
    if (choice instanceof NativeChoice.Fetch) {
      throw Failure.missing("the CUDA natives are missing")
          .received("none in %s", facts.searched())
          .accepted("a folder with them; the next run with a network would fetch them")
          .next("run `java -jar trainer.jar setup cuda`, or use --set device=cpu")
          .build();
    }
    if (choice instanceof NativeChoice.Bundled bundled && !bundled.notice().isEmpty()) {
      return choice.text() + ". " + bundled.notice();
    }
    return choice.text();
  }
}
