package io.headstart.features;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Progress;
import ai.djl.util.Utils;
import io.headstart.Failure;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Layer;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.Offline;
import io.headstart.engine.Processor;
import io.headstart.engine.Torch;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Opens the backbone that the settings name. */
public final class Backbones {
  private static final String ZOO_MODEL = "djl://ai.djl.pytorch/resnet18_embedding";

  /** Where DJL's cache keeps it. */
  private static final String ZOO_FOLDER =
      "cache/repo/model/cv/image_classification/ai/djl/pytorch/resnet18_embedding";

  /** Two float32 routes through one network agree to this share of the greatest feature. */
  private static final double TOLERANCE = 1e-4;

  private static final List<Layer> LAST = List.of(Layer.LAYER4);

  private Backbones() {}

  /**
   * Opens it.
   *
   * @param seed from which {@code random} weights are drawn
   * @param progress hears what was chosen, and of forward passes that do not fit the device
   */
  public static Backbone open(
      FeatureSettings settings, long seed, Torch torch, io.headstart.Progress progress) {
    if (settings.backbone() == FeatureSettings.Backbone.PIXELS) {
      return new PixelFeatures(settings.scaling());
    }
    Backbone first = shrinking(network(settings, seed, torch, progress), torch, progress);
    if (torch.others().isEmpty()) {
      return first;
    }
    List<Supplier<Backbone>> others = new ArrayList<>();
    for (Torch other : torch.others()) {
      // Whatever there is to say of the network was said of the first.
      others.add(
          () ->
              shrinking(
                  network(settings, seed, other, io.headstart.Progress.NONE), other, progress));
    }
    return new Replicas(first, others);
  }

  private static Backbone shrinking(Network network, Torch torch, io.headstart.Progress progress) {
    return new Shrinking(network, torch.deviceName(), progress);
  }

  private static Network network(
      FeatureSettings settings, long seed, Torch torch, io.headstart.Progress progress) {
    if (settings.weights().equals("random")) {
      progress.warning(
          "WARNING: ResNet-18 with RANDOM weights (features.weights: random): it was never trained;"
              + " use zoo or a .pt file for real features");
      return Network.folded(torch, options(settings, torch), ResNet18Weights.random(seed));
    }
    if (settings.weights().equals("zoo")) {
      return zoo(settings, torch, progress);
    }
    Path file = Path.of(settings.weights());
    if (!Files.isRegularFile(file)) {
      throw Failure.missing("the backbone's weights are not there")
          .received("features.weights: %s", settings.weights())
          .accepted("zoo, random, or an existing .pt file (TorchScript)")
          .next("check the path, or use --set features.weights=zoo")
          .build();
    }
    return fromFile(file, settings, torch, progress);
  }

  private static Network zoo(
      FeatureSettings settings, Torch torch, io.headstart.Progress progress) {
    // DJL asks its host for the model's metadata even offline when it has none.
    Path cached = Utils.getCacheDir().resolve(ZOO_FOLDER);
    if (Offline.isOn() && !isComplete(cached)) {
      throw missing("no model in " + cached + ", and downloads are off (offline mode)", null);
    }
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelUrls(ZOO_MODEL)
            .optEngine("PyTorch")
            .optDevice(torch.device())
            .optProgress(new ZooProgress(progress))
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
      Path file = singleModule(model.getModelPath());
      return fromFile(file, settings, torch, progress);
    } catch (ModelNotFoundException | IOException e) {
      throw missing(reason(e), e);
    } catch (MalformedModelException | EngineException e) {
      throw Failure.run("the zoo's resnet18_embedding could not be loaded")
          .received("%s", reason(e))
          .accepted("the file as DJL publishes it")
          .next("remove its folder from DJL's cache so that it is downloaded again")
          .cause(e)
          .build();
    }
  }

  /** A folder alone says nothing: a failed download leaves one. */
  private static boolean isComplete(Path cached) {
    if (Files.notExists(cached.resolve("metadata.json"))) {
      return false;
    }
    try (Stream<Path> files = Files.walk(cached)) {
      return files.anyMatch(path -> path.getFileName().toString().endsWith(".pt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Failure missing(String reason, Exception cause) {
    return Failure.missing("the zoo's resnet18_embedding could not be had")
        .received("%s", reason)
        .accepted("a copy in DJL's cache, or access to DJL's model zoo")
        .next(
            "run once with a network (`java -jar trainer.jar setup model`), or name a .pt file"
                + " with --set features.weights=FILE.pt, or try --set features.weights=random")
        .cause(cause)
        .build();
  }

  private static Path singleModule(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files
          .filter(path -> path.getFileName().toString().endsWith(".pt"))
          .findFirst()
          .orElseThrow(() -> new IOException("no .pt file in " + folder));
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  /**
   * Runs a ResNet-18 by the program's own faster route once it has been seen to agree with the
   * module as loaded; any other module is run as it is.
   */
  private static Network fromFile(
      Path file, FeatureSettings settings, Torch torch, io.headstart.Progress progress) {
    Optional<ResNet18Weights> weights = ResNet18Weights.read(file);
    Network.Options options = options(settings, torch);
    Network.Options reference =
        new Network.Options(Math.min(64, options.imageSize()), LAST, false, options.batchSize());
    if (weights.isPresent()) {
      // On the CPU, where no route uses TF32: its rounding alone is greater than the tolerance.
      try (Torch cpu = torch.cpu();
          Network loaded = Network.asLoaded(cpu, reference, "", load(file, cpu));
          Network folded = Network.folded(cpu, reference, weights.get())) {
        if (Network.agree(folded, loaded, TOLERANCE)) {
          return Network.folded(torch, options, weights.get());
        }
      }
    }
    if (!settings.layers().equals(LAST)) {
      throw Failure.usage("the features of inner layers were asked for, of a network not known")
          .received("features.layers: %s with %s", settings.layers(), file)
          .accepted("a ResNet-18, or features.layers: [layer4]")
          .next("use --set features.layers=[layer4], which takes the network's own output")
          .build();
    }
    progress.line(
        file.getFileName() + " is not a plain ResNet-18: it runs as it is, in float32 (slower)");
    return Network.asLoaded(torch, options, sha256(file), load(file, torch));
  }

  /** Loads the one file, never a folder: a folder could bring classes that DJL would run. */
  private static Model load(Path file, Torch torch) {
    Model model = Model.newInstance("backbone", torch.device(), "PyTorch");
    try (InputStream in = Files.newInputStream(file)) {
      model.load(in);
      return model;
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw TorchArchive.notAModule(file, e);
    }
  }

  private static Network.Options options(FeatureSettings settings, Torch torch) {
    boolean fast = torch.onGpu() || Processor.hasFastBfloat16();
    boolean bfloat16 =
        settings.precision() == Precision.BFLOAT16
            || (settings.precision() == Precision.AUTO && fast);
    return new Network.Options(
        settings.imageSize(), settings.layers(), bfloat16, settings.batchSize().orElse(0));
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows DJL's download as a task of ours. */
  private static final class ZooProgress implements Progress {
    private final io.headstart.Progress progress;
    private io.headstart.Progress.Task task = done -> {};
    private long done;

    ZooProgress(io.headstart.Progress progress) {
      this.progress = progress;
    }

    @Override
    public void reset(String message, long max, String trailingMessage) {
      task = progress.task("downloading resnet18_embedding", "bytes", max);
      done = 0;
    }

    @Override
    public void start(long initialProgress) {
      done = initialProgress;
    }

    @Override
    public void end() {
      task.close();
      task = ignored -> {};
    }

    @Override
    public void increment(long increment) {
      done += increment;
      task.done(done);
    }

    @Override
    public void update(long progress, String additionalMessage) {
      done = progress;
      task.done(done);
    }
  }
}
