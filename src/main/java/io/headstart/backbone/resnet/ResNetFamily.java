package io.headstart.backbone.resnet;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Agreement;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneFamily;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Forward;
import io.headstart.backbone.LocalWeights;
import io.headstart.backbone.Network;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.PortableNetwork;
import io.headstart.backbone.PrecisionChoice;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.WeightFile;
import io.headstart.backbone.ZooWeights;
import io.headstart.backbone.torchscript.LoadedModule;
import io.headstart.backbone.torchscript.PermittedModule;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Layer;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.data.DjlArtifact;
import io.headstart.engine.TorchRuntime;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** ResNet-18 (He et al. 2015) without its last layer. */
public final class ResNetFamily implements BackboneFamily {
  private static final String NAME = "resnet";
  private static final String RESNET18 = "resnet18";
  private static final String RANDOM = "random";
  private static final String ZOO = "zoo";

  /** Of resnet18_embedding.zip, as DJL's sources list it (pytorch-model-zoo, metadata.json). */
  private static final String ZOO_SHA1 = "e37db339e87dc13ae0831e45818fca454f526ffb";

  /** As the metadata of DJL's model zoo and the repository of torchvision have it. */
  private static final String ZOO_LICENCE =
      "Apache 2.0 (DJL's model zoo), of weights by torchvision (BSD 3-Clause)";

  private static final String UNKNOWN = "not known: the weights are a file of the user's";

  /** Two float32 routes through one network agree to this share of the greatest feature. */
  private static final double TOLERANCE = 1e-4;

  /** Pixels a side on which the two routes are compared: enough for all layers to matter. */
  private static final int COMPARED_SIZE = 64;

  private static final List<Layer> LAST = List.of(Layer.LAYER4);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isNamedBy(FeatureSettings settings) {
    return settings.backbone() == FeatureSettings.BackboneName.RESNET18;
  }

  @Override
  public boolean isNetwork() {
    return true;
  }

  @Override
  public Optional<Preprocessing> preprocessing(FeatureSettings settings) {
    return Optional.of(new Preprocessing(settings.imageSize(), Preprocessing.IMAGENET));
  }

  @Override
  public Map<String, Integer> stages() {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (Layer layer : Layer.values()) {
      widths.put(layer.name().toLowerCase(Locale.ROOT), ResNet18Weights.channels(layer.stage()));
    }
    return Collections.unmodifiableMap(widths);
  }

  @Override
  public Optional<WeightFile> weights(FeatureSettings settings) {
    return switch (settings.weights()) {
      case RANDOM -> Optional.empty();
      case ZOO ->
          Optional.of(
              new ZooWeights(
                  DjlArtifact.model("resnet18_embedding", "0.0.1").pinned(ZOO_SHA1), 41_574_720));
      default -> Optional.of(new LocalWeights(Path.of(settings.weights())));
    };
  }

  @Override
  public Backbone open(BackboneRequest request, TorchRuntime runtime, Progress progress) {
    FeatureSettings settings = request.settings();
    Optional<WeightFile> source = weights(settings);
    if (source.isEmpty()) {
      progress.warning(
          "WARNING: ResNet-18 with RANDOM weights (features.weights: random): it was never trained;"
              + " use zoo or a .pt file for real features");
      return network(ResNet18Weights.random(request.seed()), RANDOM, request, runtime, progress);
    }
    String origin = source.get().text();
    Path file = source.get().obtain(runtime.options().offline(), progress);
    Optional<ResNet18File> known = ResNet18File.open(file);
    // The zoo's network is known for what it is: its weights are enough.
    if (known.isPresent() && (origin.equals(ZOO) || known.get().isPlain())) {
      return network(known.get().weights(), origin, request, runtime, progress);
    }
    Optional<ResNet18Weights> weights = known.map(ResNet18File::weights);
    PermittedModule module =
        PermittedModule.read(
            file,
            weights.map(ResNet18Weights::hash).orElse(""),
            request,
            runtime.options().modules(),
            progress);
    if (weights.isPresent() && agrees(weights.get(), module, settings, runtime)) {
      return network(weights.get(), origin, request, runtime, progress);
    }
    if (!settings.layers().equals(LAST)) {
      throw Failure.usage("the features of inner layers were asked for, of a network not known")
          .received("features.layers: %s with %s", settings.layers(), file)
          .accepted("a ResNet-18, or features.layers: [layer4]")
          .next("set features.layers to [layer4], which takes the network's own output")
          .build();
    }
    progress.line(
        file.getFileName() + " is not a plain ResNet-18: it runs as it is, in float32 (slower)");
    return LoadedModule.open(module, origin, options(settings, runtime), runtime);
  }

  @Override
  public Optional<PortableNetwork> portable(
      BackboneRequest request, boolean offline, Progress progress) {
    FeatureSettings settings = request.settings();
    Optional<WeightFile> source = weights(settings);
    if (source.isEmpty()) {
      ResNet18Weights drawn = ResNet18Weights.random(request.seed());
      return Optional.of(PortableResNet18.of(drawn, settings, "none: the weights were drawn"));
    }
    boolean zoo = source.get().text().equals(ZOO);
    return ResNet18File.open(source.get().obtain(offline, progress))
        .filter(known -> zoo || known.isPlain())
        .map(known -> PortableResNet18.of(known.weights(), settings, zoo ? ZOO_LICENCE : UNKNOWN));
  }

  private static NetworkOptions options(FeatureSettings settings, TorchRuntime runtime) {
    return NetworkOptions.of(
        settings, new Preprocessing(settings.imageSize(), Preprocessing.IMAGENET), runtime);
  }

  /**
   * Compares the program's own, faster route with the file's module as it was loaded: weights of
   * the right sizes do not make a ResNet-18. On the CPU, where no route uses TF32, whose rounding
   * alone is greater than the tolerance.
   */
  private static boolean agrees(
      ResNet18Weights weights,
      PermittedModule module,
      FeatureSettings settings,
      TorchRuntime runtime) {
    Preprocessing smaller =
        new Preprocessing(Math.min(COMPARED_SIZE, settings.imageSize()), Preprocessing.IMAGENET);
    try (TorchRuntime cpu = runtime.cpu()) {
      int batchSize = NetworkOptions.of(settings, smaller, cpu).batchSize();
      NetworkOptions compared = new NetworkOptions(smaller, LAST, Precision.FLOAT32, batchSize);
      try (LoadedModule loaded = LoadedModule.load(module, cpu);
          ResNet18 own = ResNet18.open(cpu, compared, weights)) {
        return Agreement.between(own, loaded, cpu.manager(), compared, TOLERANCE);
      }
    }
  }

  /**
   * Makes a backbone of weights.
   *
   * @param source where they came from, for the manifest
   */
  static Backbone network(
      ResNet18Weights weights,
      String source,
      BackboneRequest request,
      TorchRuntime runtime,
      Progress progress) {
    NetworkOptions options = options(request.settings(), runtime);
    Network.Origin origin =
        new Network.Origin(NAME, RESNET18, source, weights.hash(), options.layerNames());
    PrecisionChoice choice =
        new PrecisionChoice(
            options,
            origin,
            request.sample(),
            runtime,
            wanted ->
                wanted.precision() == Precision.INT8
                    ? ResNet18Int8.open(runtime, wanted, weights).map(Forward.class::cast)
                    : Optional.of(ResNet18.open(runtime, wanted, weights)),
            progress);
    return new Network(runtime, origin, choice.choose(request.hash().isPresent()));
  }
}
