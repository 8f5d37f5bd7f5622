package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.WeightFile;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.engine.Processor;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import io.headstart.store.FeatureEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at everything a run needs, without running or fetching anything. */
public final class Doctor {
  private final List<Finding> findings = new ArrayList<>();

  private Doctor() {}

  /** One thing looked at: what, whether it is there, and what to know or do. */
  public record Finding(String subject, boolean good, String text) {}

  /** Examines this machine for a run with these settings. */
  public static List<Finding> examine(Settings settings, Context context) {
    Doctor doctor = new Doctor();
    doctor.look(
        "program",
        () ->
            Program.version()
                + ", Java "
                + Runtime.version()
                + ", "
                + context.threads()
                + " threads of "
                + Processor.name()
                + " "
                + Processor.flags());
    DeviceFindings devices = new DeviceFindings(context.home(), settings.device());
    doctor.look("driver", devices::driver);
    doctor.look("natives", devices::natives);
    doctor.look("engine", () -> engine(settings, context, doctor));
    doctor.look("data", () -> data(settings, context));
    doctor.look("store", () -> store(settings, context));
    return doctor.findings;
  }

  private static String engine(Settings settings, Context context, Doctor doctor) {
    RuntimeOptions options = context.withoutNetwork().machine(settings);
    try (TorchRuntime torch = TorchRuntime.start(options)) {
      doctor.look("backbone", () -> backbone(settings, context, torch));
      return "PyTorch "
          + TorchRuntime.version()
          + " through DJL "
          + TorchRuntime.djlVersion()
          + ", device "
          + torch.deviceName()
          + ", GPUs "
          + TorchRuntime.gpus();
    }
  }

  private static String backbone(Settings settings, Context context, TorchRuntime torch) {
    for (FeatureSettings one : settings.features().each()) {
      Optional<WeightFile> weights = Backbones.weights(one);
      if (weights.isPresent() && !weights.get().isHere() && weights.get().downloadBytes() > 0) {
        throw toFetch(
            "the backbone's weights",
            weights.get().place(),
            weights.get().downloadBytes(),
            "model");
      }
    }
    try (Backbone backbone =
        DeviceBackbones.open(
            new BackboneRequest(settings.features(), settings.seed()), torch, context.progress())) {
      BackboneDescription description = backbone.description();
      return "%s (%s), weights %s, %s: %s"
          .formatted(
              description.name(),
              description.family(),
              description.weights(),
              description.precision(),
              description.reason());
    }
  }

  private static String data(Settings settings, Context context) {
    Optional<Path> place = Datasets.toDownload(settings.data());
    if (place.isPresent()) {
      throw toFetch("the images", place.get(), Datasets.DOWNLOAD_BYTES, "data");
    }
    Dataset dataset = context.withoutNetwork().images(settings);
    int images = dataset.parts().stream().mapToInt(part -> part.size()).sum();
    return String.format(
        Locale.ROOT, "%s: %,d images in %d parts", dataset.name(), images, dataset.parts().size());
  }

  private static Failure toFetch(String what, Path place, long bytes, String setup) {
    return Failure.missing("%s are not on this machine", what)
        .received("nothing in %s", place)
        .accepted("a copy there; a run with a network would fetch it first: %,d bytes", bytes)
        .next("run `java -jar trainer.jar setup %s`, or start the run with a network", setup)
        .build();
  }

  private static String store(Settings settings, Context context) {
    List<FeatureEntry> entries = context.store(settings).list();
    long bytes = entries.stream().mapToLong(FeatureEntry::bytes).sum();
    return String.format(
        Locale.ROOT, "%d feature sets, %,d bytes, in %s", entries.size(), bytes, context.home());
  }

  private void look(String subject, Supplier<String> examination) {
    try {
      findings.add(new Finding(subject, true, examination.get()));
    } catch (Failure failure) {
      findings.add(new Finding(subject, false, failure.getMessage()));
    }
  }
}
