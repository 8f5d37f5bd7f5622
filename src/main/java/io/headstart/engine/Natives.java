package io.headstart.engine;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.engine.HostFacts.Driver;
import io.headstart.engine.HostFacts.NamedPath;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Chooses the natives and points DJL at them. DJL itself would take the CPU natives of the class
 * path on every host, also beside a GPU, and say nothing.
 *
 * <p>This is the only class with state of the process: libtorch is loaded once a process, so which
 * build of it is decided once, by the first runtime that starts.
 */
public final class Natives {
  /** The one command that brings what a GPU needs. */
  static final String SETUP = "`java -jar trainer.jar setup cuda`";

  private static NativeChoice prepared; // Null until the first runtime starts.

  private Natives() {}

  /** What stands between this host and its GPU, and whether its user would want to know. */
  private record Obstacle(String what, String next, boolean loud) {}

  private static final Obstacle NOT_FETCHED =
      new Obstacle(
          "an NVIDIA driver, but the CUDA natives could not be fetched",
          "run " + SETUP + " and then this command again",
          true);

  /**
   * Chooses the natives: those the user named; else the bundled ones for the CPU; else, where there
   * is a driver, CUDA natives that are there or can be fetched.
   *
   * @param facts the host
   * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
   * @param offline whether nothing may be fetched
   * @throws Failure when the device asks for CUDA and something is missing, or when the user names
   *     natives that are not there or cannot fit
   */
  public static NativeChoice choose(HostFacts facts, String device, boolean offline) {
    requireFit(facts);
    if (facts.named().isPresent()) {
      return named(facts, facts.named().get(), device);
    }
    if (device.equals("cpu")) {
      return new NativeChoice.Bundled("");
    }
    Optional<Obstacle> obstacle = obstacle(facts, offline);
    if (obstacle.isEmpty()) {
      return facts
          .cudaNatives()
          .<NativeChoice>map(NativeChoice.Cuda::new)
          .orElseGet(NativeChoice.Fetch::new);
    }
    if (Devices.asksForCuda(device)) {
      throw Failure.missing("device %s cannot be used", device)
          .received("%s", obstacle.get().what())
          .accepted("device auto or cpu here; %s with a driver, CUDA natives and a GPU", device)
          .next("%s", obstacle.get().next())
          .build();
    }
    return new NativeChoice.Bundled(obstacle.get().loud() ? notice(obstacle.get()) : "");
  }

  private static Optional<Obstacle> obstacle(HostFacts facts, boolean offline) {
    if (!facts.platform().equals(CudaNatives.PLATFORM)) {
      return some(
          "CUDA natives exist for " + CudaNatives.PLATFORM + ", this is " + facts.platform(),
          "use device auto or cpu here",
          false);
    }
    if (facts.flavor().equals("cpu")) {
      return some("PYTORCH_FLAVOR=cpu", "unset PYTORCH_FLAVOR to use the GPU", false);
    }
    if (facts.driver() == Driver.ABSENT) {
      return some(
          "no NVIDIA driver (" + facts.evidence() + ")",
          "on a GPU host install NVIDIA's driver; in Docker add `--gpus all`",
          facts.cudaNatives().isPresent());
    }
    if (facts.driver() == Driver.HIDDEN) {
      return some(
          "an NVIDIA driver, but no GPU is shown to this process (" + facts.evidence() + ")",
          "in Docker add `--gpus all`; else look at CUDA_VISIBLE_DEVICES and /dev/nvidia*",
          true);
    }
    if (facts.cudaNatives().isEmpty() && offline) {
      return some(
          "an NVIDIA driver but no CUDA natives (looked in "
              + facts.searched().stream().map(Path::toString).collect(Collectors.joining(", "))
              + "), and this run fetches none",
          "run " + SETUP + " once with a network",
          true);
    }
    return Optional.empty();
  }

  private static Optional<Obstacle> some(String what, String next, boolean loud) {
    return Optional.of(new Obstacle(what, next, loud));
  }

  private static String notice(Obstacle obstacle) {
    return "NOT USING A GPU: " + obstacle.what() + "; running on the CPU; " + obstacle.next();
  }

  private static NativeChoice named(HostFacts facts, NamedPath path, String device) {
    Path folder =
        path.folder()
            .orElseThrow(
                () ->
                    Failure.missing("PYTORCH_LIBRARY_PATH leads to no libtorch")
                        .received("PYTORCH_LIBRARY_PATH=%s", path.given())
                        .accepted("a folder with libtorch.so of libtorch %s", CudaNatives.VERSION)
                        .next("correct the path, or unset it: the CPU natives are in the jar")
                        .build());
    String flavor =
        !facts.flavor().isEmpty() ? facts.flavor() : path.cuda() ? CudaNatives.FLAVOR : "cpu";
    if (Devices.asksForCuda(device) && flavor.equals("cpu")) {
      throw Failure.missing("device %s cannot be used", device)
          .received("CPU natives in PYTORCH_LIBRARY_PATH=%s", path.given())
          .accepted("a folder with a %s build of libtorch", CudaNatives.FLAVOR)
          .next("correct the path, or unset it and run %s", SETUP)
          .build();
    }
    return new NativeChoice.Named(folder, flavor);
  }

  /** The JNI library in the jar fits one libtorch; with another the process crashes. */
  private static void requireFit(HostFacts facts) {
    if (!facts.version().isEmpty() && !facts.version().startsWith(CudaNatives.VERSION)) {
      throw misfit("PYTORCH_VERSION", facts.version(), CudaNatives.VERSION);
    }
    if (!facts.flavor().isEmpty()
        && !facts.flavor().equals("cpu")
        && !facts.flavor().equals(CudaNatives.FLAVOR)) {
      throw misfit("PYTORCH_FLAVOR", facts.flavor(), "cpu or " + CudaNatives.FLAVOR);
    }
  }

  private static Failure misfit(String variable, String value, String accepted) {
    return Failure.usage("%s does not fit this program", variable)
        .received("%s=%s", variable, value)
        .accepted("%s: the only build whose interface is in the jar", accepted)
        .next("unset %s", variable)
        .build();
  }

  /**
   * Looks at this host, chooses, fetches if need be and points DJL at the result. A process loads
   * natives once: later calls give back the first call's choice.
   */
  static synchronized NativeChoice prepare(RuntimeOptions options, Progress progress) {
    if (prepared == null) {
      HostFacts facts = HostFacts.detect(options.home());
      NativeChoice choice = choose(facts, options.device(), options.offline());
      choice =
          settle(
              choice,
              options.device(),
              () -> setup(options.home(), options.offline(), progress),
              progress);
      NativeProperties.set(choice);
      prepared = choice;
    }
    return prepared;
  }

  /**
   * Does what a choice asks for: fetches, or says its notice. A failed fetch ends a run that needs
   * a GPU and sends any other to the CPU, loudly.
   */
  static NativeChoice settle(
      NativeChoice choice, String device, Supplier<Path> fetch, Progress progress) {
    NativeChoice settled = choice;
    if (choice instanceof NativeChoice.Fetch) {
      try {
        settled = new NativeChoice.Cuda(fetch.get());
      } catch (Failure failure) {
        if (Devices.asksForCuda(device)) {
          throw failure;
        }
        progress.warning(failure.getMessage());
        settled = new NativeChoice.Bundled(notice(NOT_FETCHED));
      }
    }
    if (settled instanceof NativeChoice.Bundled bundled && !bundled.notice().isEmpty()) {
      progress.warning(bundled.notice());
    }
    return settled;
  }

  /**
   * Fetches the CUDA natives unless they are there; needs no GPU.
   *
   * @param home where Headstart keeps its caches
   * @param offline whether the network must not be used
   * @return the folder with the natives
   * @throws Failure (missing) saying what to do, when they cannot be had
   */
  public static Path setup(Path home, boolean offline, Progress progress) {
    return new NativesDownload(
            home.resolve("natives"), NativesSource.of(HostFacts.settings()), offline)
        .fetch(progress);
  }
}
