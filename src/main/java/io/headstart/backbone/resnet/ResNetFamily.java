package io.headstart.backbone.resnet;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Agreement;
import io.headstart.backbone.Architecture;
import io.headstart.backbone.ArchitectureFamily;
import io.headstart.backbone.ArchitectureFamily.Member;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneFamily;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.Forward;
import io.headstart.backbone.HubWeights;
import io.headstart.backbone.KnownBackbone;
import io.headstart.backbone.Network;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.NetworkWeights;
import io.headstart.backbone.PrecisionChoice;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.PublishedWeights;
import io.headstart.backbone.WeightFile;
import io.headstart.backbone.ZooWeights;
import io.headstart.backbone.torchscript.LoadedModule;
import io.headstart.backbone.torchscript.PermittedModule;
import io.headstart.backbone.weights.NamedTensors;
import io.headstart.backbone.weights.WeightTensors;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Interpolation;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.data.DjlArtifact;
import io.headstart.engine.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ResNets (He et al. 2015) without their last layer. ResNet-18 has programs of its own, in whole
 * numbers too, and may be a TorchScript module; the others are tables for one program.
 */
public final class ResNetFamily implements BackboneFamily {
  private static final String NAME = "resnet";
  private static final String RESNET18 = "resnet18";
  private static final String RANDOM = "random";
  private static final String ZOO = "zoo";

  /** Of resnet18_embedding.zip, as DJL's sources list it (pytorch-model-zoo, metadata.json). */
  private static final String ZOO_SHA1 = "e37db339e87dc13ae0831e45818fca454f526ffb";

  /** Two float32 routes through one network agree to this share of the greatest feature. */
  private static final double TOLERANCE = 1e-4;

  /** Pixels a side on which the two routes are compared: enough for all layers to matter. */
  private static final int COMPARED_SIZE = 64;

  private static final List<String> LAST = List.of("layer4");

  /** All but ResNet-18; sizes and crops as in timm's resnet.py. */
  private static final ArchitectureFamily LARGER =
      new ArchitectureFamily(
          NAME,
          List.of(
              member("resnet34", List.of(3, 4, 6, 3), false, 87_280_872),
              member("resnet50", List.of(3, 4, 6, 3), true, 102_473_032),
              member("resnet101", List.of(3, 4, 23, 3), true, 178_681_448)));

  private static Member member(String name, List<Integer> blocks, boolean bottleneck, long bytes) {
    HubWeights file = new HubWeights("timm/" + name + ".a1_in1k", bytes);
    return new Member(
        new ResNet(name, blocks, bottleneck, 64),
        new Preprocessing(224, Interpolation.BICUBIC, 0.95, Preprocessing.IMAGENET),
        Optional.of(new PublishedWeights(file, "Apache-2.0", bytes, "ImageNet, 1,000 classes")));
  }

  /** Returns the networks in numbers. */
  public static List<Architecture> architectures() {
    return Stream.concat(Stream.of(ResNet.RESNET18), LARGER.architectures().stream()).toList();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<KnownBackbone> known() {
    ZooWeights zoo =
        new ZooWeights(
            DjlArtifact.model("resnet18_embedding", "0.0.1").pinned(ZOO_SHA1), 41_574_720);
    KnownBackbone resnet18 =
        new KnownBackbone(
            RESNET18,
            new Preprocessing(224, Preprocessing.IMAGENET),
            ResNet.RESNET18.outputs(),
            LAST,
            Optional.of(
                new PublishedWeights(zoo, "BSD-3-Clause", 41_574_720, "ImageNet, 1,000 classes")));
    return Stream.concat(Stream.of(resnet18), LARGER.known().stream()).toList();
  }

  @Override
  public Backbone open(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    if (!backbone.name().equals(RESNET18)) {
      return LARGER.open(backbone, request, runtime, progress);
    }
    FeatureSettings settings = request.settings();
    NetworkOptions options = NetworkOptions.of(settings, backbone, runtime);
    Optional<WeightFile> source = Backbones.weights(settings);
    if (source.isEmpty()) {
      progress.warning(
          "WARNING: ResNet-18 with RANDOM weights (features.weights: random): it was never trained;"
              + " use zoo or a .pt file for real features");
      return network(
          ResNet18Weights.random(request.seed()), RANDOM, options, request, runtime, progress);
    }
    String origin = source.get().text();
    Path file = source.get().obtain(runtime.options().offline(), progress);
    if (!WeightTensors.isModule(file)) {
      try (NamedTensors tensors = WeightTensors.open(file);
          NetworkWeights weights = NetworkWeights.load(runtime, ResNet.RESNET18, tensors, 0)) {
        return network(ResNet18Weights.of(weights), origin, options, request, runtime, progress);
      }
    }
    Optional<ResNet18File> known = ResNet18File.open(file);
    // The zoo's network is known for what it is: its weights are enough.
    if (known.isPresent() && (origin.equals(ZOO) || known.get().isPlain())) {
      return network(known.get().weights(), origin, options, request, runtime, progress);
    }
    Optional<ResNet18Weights> weights = known.map(ResNet18File::weights);
    PermittedModule module =
        PermittedModule.read(
            file,
            weights.map(ResNet18Weights::hash).orElse(""),
            request,
            runtime.options().modules(),
            progress);
    if (weights.isPresent() && agrees(weights.get(), module, options, runtime)) {
      return network(weights.get(), origin, options, request, runtime, progress);
    }
    if (!options.layers().equals(LAST)) {
      throw Failure.usage("the features of inner layers were asked for, of a network not known")
          .received("features.layers: %s with %s", options.layers(), file)
          .accepted("a ResNet-18, or features.layers: [layer4]")
          .next("set features.layers to [layer4], which takes the network's own output")
          .build();
    }
    progress.line(
        file.getFileName() + " is not a plain ResNet-18: it runs as it is, in float32 (slower)");
    return LoadedModule.open(module, origin, options, runtime);
  }

  /**
   * Compares the program's own, faster route with the file's module as it was loaded: weights of
   * the right sizes do not make a ResNet-18. On the CPU, where no route uses TF32, whose rounding
   * alone is greater than the tolerance.
   */
  private static boolean agrees(
      ResNet18Weights weights,
      PermittedModule module,
      NetworkOptions options,
      TorchRuntime runtime) {
    int side = Math.min(COMPARED_SIZE, options.preprocessing().imageSize());
    NetworkOptions compared =
        new NetworkOptions(
            new Preprocessing(side, Preprocessing.IMAGENET), LAST, Precision.FLOAT32, 16);
    try (TorchRuntime cpu = runtime.cpu()) {
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
      NetworkOptions options,
      BackboneRequest request,
      TorchRuntime runtime,
      Progress progress) {
    Network.Origin origin =
        new Network.Origin(NAME, RESNET18, source, weights.hash(), options.layers());
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
