package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.augment.AugmentedImageSet;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.data.ImageAccess;
import io.headstart.data.ImageSet;
import io.headstart.data.ImageWindow;
import io.headstart.data.ImageWindows;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a process of the cluster keeps open from task to task: libtorch, the images, and a backbone
 * for each task that runs at a time.
 */
final class ExtractionSession {
  /** Those of this process: Spark makes an object for every task, and none for the process. */
  private static final Map<Key, ExtractionSession> OPEN = new HashMap<>();

  /** A session is for one device and number of threads, which a task is given. */
  private record Key(ExtractionSetup setup, TaskShare share) {}

  private final ExtractionSetup setup;
  private final Settings settings;
  private final FeatureSettings wanted;
  private final TorchRuntime torch;
  private final ImageWindows images;
  private final Deque<Backbone> idle = new ArrayDeque<>();
  private int atWork;

  private ExtractionSession(ExtractionSetup setup, TaskShare share) {
    DriverRules rules = setup.rules();
    Path home = rules.here();
    this.setup = setup;
    this.settings = SettingsReader.parse(setup.yaml(), "the driver's settings", List.of());
    this.wanted =
        SentWeights.receive(settings.features().each().get(setup.place()), setup.weights(), home);
    this.images =
        ImageWindows.open(
            settings.data(),
            settings.seed(),
            new ImageAccess(
                home,
                rules.offline(),
                ExecutorLog.PROGRESS,
                new HadoopFiles(ExecutorStores.hadoop())));
    RuntimeOptions options =
        new RuntimeOptions(
            share.device(settings.device()),
            share.threads(),
            home,
            rules.offline(),
            rules.allowed());
    this.torch = TorchRuntime.start(options, ExecutorLog.PROGRESS);
  }

  /** Does some work with this process's session; sessions of other setups end when idle. */
  static <T> T with(ExtractionSetup setup, TaskShare share, Function<ExtractionSession, T> work) {
    ExtractionSession session = enter(new Key(setup, share));
    try {
      return work.apply(session);
    } finally {
      leave(session);
    }
  }

  private static ExtractionSession enter(Key key) {
    synchronized (OPEN) {
      ExtractionSession session = OPEN.get(key);
      if (session == null) {
        closeIdle();
        session = new ExtractionSession(key.setup(), key.share());
        OPEN.put(key, session);
      }
      session.atWork++;
      return session;
    }
  }

  private static void leave(ExtractionSession session) {
    synchronized (OPEN) {
      session.atWork--;
    }
  }

  /** Ends the sessions of this process at which no task is. */
  static void closeIdle() {
    synchronized (OPEN) {
      for (Iterator<ExtractionSession> all = OPEN.values().iterator(); all.hasNext(); ) {
        ExtractionSession session = all.next();
        if (session.atWork == 0) {
          session.idle.forEach(Backbone::close);
          session.torch.close();
          all.remove();
        }
      }
    }
  }

  TorchRuntime torch() {
    return torch;
  }

  /** Does some work with a backbone that nobody else uses meanwhile. */
  <T> T withBackbone(Function<Backbone, T> work) {
    Backbone backbone = take();
    try {
      return work.apply(backbone);
    } finally {
      synchronized (idle) {
        idle.push(backbone);
      }
    }
  }

  private Backbone take() {
    synchronized (idle) {
      // Opened one after the other: what the first has found out the next ones know.
      return idle.isEmpty() ? open() : idle.pop();
    }
  }

  private Backbone open() {
    Precision precision = Precision.valueOf(setup.precision().toUpperCase(Locale.ROOT));
    BackboneRequest request =
        new BackboneRequest(
            wanted.withPrecision(precision),
            settings.seed(),
            Optional.of(setup.hash()).filter(hash -> !hash.isEmpty()),
            Optional.empty());
    Backbone backbone = DeviceBackbones.open(request, torch, ExecutorLog.PROGRESS);
    if (!backbone.identity().equals(setup.identity())) {
      Map<String, String> here = backbone.identity();
      backbone.close();
      throw Failure.run("this machine would make other features than the driver asked for")
          .received("%s", here)
          .accepted("%s", setup.identity())
          .next("set features.precision to one that all machines have, float32 for instance")
          .build();
    }
    ExecutorLog.PROGRESS.line(
        "%s on %s in %s with %d threads"
            .formatted(
                backbone.description().name(),
                torch.deviceName(),
                setup.precision(),
                torch.threads()));
    return backbone;
  }

  /** Returns the images of a window in the form that a name says. */
  ImageSet images(ImageWindow window, String name) {
    ImageSet part = images.open(window);
    return Stream.of(
            Stream.of(part),
            AugmentedImageSet.copies(part, settings.augment(), settings.seed()).stream(),
            AugmentedImageSet.views(part, settings.augment()).stream())
        .flatMap(forms -> forms)
        .filter(form -> form.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no images " + name));
  }
}
