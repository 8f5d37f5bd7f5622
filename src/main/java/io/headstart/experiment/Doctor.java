package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Headstart;
import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.engine.Processor;
import io.headstart.engine.Torch;
import io.headstart.features.Backbone;
import io.headstart.features.Backbones;
import io.headstart.store.FeatureEntry;
import io.headstart.store.LocalFeatureStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Looks at everything a run needs, without running anything. */
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
            Headstart.version()
                + ", Java "
                + Runtime.version()
                + ", "
                + Processor.threads()
                + " threads, bfloat16 "
                + (Processor.hasFastBfloat16() ? "fast" : "not known to be fast"));
    DeviceFindings devices = new DeviceFindings(context.home(), settings.device());
    doctor.look("driver", devices::driver);
    doctor.look("natives", devices::natives);
    doctor.look("engine", () -> engine(settings, context, doctor));
    doctor.look("data", () -> data(settings, context));
    doctor.look("store", () -> store(context));
    return doctor.findings;
  }

  private static String engine(Settings settings, Context context, Doctor doctor) {
    try (Torch torch = Torch.startWithWhatIsThere(settings.device(), Progress.NONE)) {
      doctor.look(
          "backbone",
          () -> {
            try (Backbone backbone =
                Backbones.open(settings.features(), settings.seed(), torch, context.progress())) {
              return settings.features().weights() + ", " + backbone.precision();
            }
          });
      return "PyTorch "
          + Torch.version()
          + " through DJL "
          + Torch.djlVersion()
          + ", device "
          + torch.deviceName()
          + ", GPUs "
          + Torch.gpus();
    }
  }

  private static String data(Settings settings, Context context) {
    Dataset dataset =
        Datasets.open(settings.data(), settings.seed(), context.home(), context.progress());
    int images = dataset.parts().stream().mapToInt(part -> part.size()).sum();
    return String.format(
        Locale.ROOT, "%s: %,d images in %d parts", dataset.name(), images, dataset.parts().size());
  }

  private static String store(Context context) {
    List<FeatureEntry> entries = LocalFeatureStore.in(context.home(), context.progress()).list();
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
