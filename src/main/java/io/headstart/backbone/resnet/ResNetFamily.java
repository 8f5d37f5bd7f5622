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
import io.headstart.backbone.PortableNetwork;
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
 * ResNets (He et al. 2015) without their last layer. ResNet-18 has programs of its own and may be a
 * TorchScript module; the others are tables for one program. All run in whole numbers too.
 */
public final class ResNetFamily implements BackboneFamily {
  private static final String NAME = "resnet";
  private static final String RESNET18 = "resnet18";
  private static final String TRACED18 = "traced_resnet18";
  private static final String TRACED50 = "traced_resnet50";
  private static final String RANDOM = "random";
  private static final String ZOO = "zoo";

  /** What torchvision's weights were trained for. */
  private static final Preprocessing TORCHVISION = new Preprocessing(224, Preprocessing.IMAGENET);

  /** Files with their hashes and sizes as DJL's sources list them (pytorch-model-zoo, mlrepo). */
  private static final PublishedWeights EMBEDDING =
      zoo(
          "resnet18_embedding",
          "resnet18_embedding",
          "e37db339e87dc13ae0831e45818fca454f526ffb",
          41_574_720);

  private static final PublishedWeights CLASSIFIER18 =
      zoo("resnet", TRACED18, "5f2090128b4dd2aac5bc7394ba4d46fe4a608a89", 43_482_267);

  private static final PublishedWeights CLASSIFIER50 =
      zoo("resnet", TRACED50, "dabcf25f827f4fa163a91899ea11f45e82c9fb60", 95_229_629);

  /** As the metadata of DJL's model zoo and the repository of torchvision have it. */
  private static final String ZOO_LICENCE =
      "Apache 2.0 (DJL's model zoo), of weights by torchvision (BSD 3-Clause)";

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
              member("resnet101", List.of(3, 4, 23, 3), true, 178_681_448),
              new Member(
                  new ResNet(TRACED50, List.of(3, 4, 6, 3), true, 64),
                  TORCHVISION,
                  Optional.of(CLASSIFIER50))),
          ResNetFamily::int8);

  private static Optional<Forward> int8(
      TorchRuntime runtime, NetworkOptions wanted, NetworkWeights weights) {
    ResNet network = (ResNet) weights.architecture();
    return ResNetInt8.open(
        runtime, wanted, new ResNetInt8.Source(network, weights.hash(), Convolution.of(weights)));
  }

  private static PublishedWeights zoo(String list, String name, String sha1, long bytes) {
    ZooWeights file = new ZooWeights(DjlArtifact.model(list, name, "0.0.1").pinned(sha1), bytes);
    return new PublishedWeights(file, "BSD-3-Clause", bytes, "ImageNet, 1,000 classes");
  }

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
    return Stream.concat(
            Stream.of(known(RESNET18, EMBEDDING), known(TRACED18, CLASSIFIER18)),
            LARGER.known().stream())
        .toList();
  }

  private static KnownBackbone known(String name, PublishedWeights published) {
    return new KnownBackbone(
        name, TORCHVISION, ResNet.RESNET18.outputs(), LAST, Optional.of(published));
  }

  private static boolean isResNet18(KnownBackbone backbone) {
    return backbone.name().equals(RESNET18) || backbone.name().equals(TRACED18);
  }

  /**
   * Returns whether the file's tensors are all that is looked at: of a traced classifier too, whose
   * program goes on to the classes.
   */
  private static boolean areTensors(KnownBackbone backbone, Path file) {
    return backbone.name().equals(TRACED18) || !WeightTensors.isModule(file);
  }

  @Override
  public void check(KnownBackbone backbone, Path file) {
    if (!isResNet18(backbone)) {
      LARGER.check(backbone, file);
    } else if (areTensors(backbone, file)) {
      ArchitectureFamily.check(ResNet.RESNET18, file);
    }
  }

  @Override
  public Backbone open(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    if (!isResNet18(backbone)) {
      return LARGER.open(backbone, request, runtime, progress);
    }
    FeatureSettings settings = request.settings();
    NetworkOptions options = NetworkOptions.of(settings, backbone, runtime);
    Optional<WeightFile> source = Backbones.weights(settings);
    Named named = new Named(backbone.name(), source.map(WeightFile::text).orElse(RANDOM));
    if (source.isEmpty()) {
      progress.warning(
          "WARNING: ResNet-18 with RANDOM weights (features.weights: random): it was never trained;"
              + " use zoo or a .pt file for real features");
      return network(
          ResNet18Weights.random(request.seed()), named, options, request, runtime, progress);
    }
    String origin = named.weights();
    Path file = source.get().obtain(runtime.options().offline(), progress);
    if (areTensors(backbone, file)) {
      try (NamedTensors tensors = WeightTensors.open(file);
          NetworkWeights weights = NetworkWeights.load(runtime, ResNet.RESNET18, tensors, 0)) {
        return network(ResNet18Weights.of(weights), named, options, request, runtime, progress);
      }
    }
    Optional<ResNet18File> known = ResNet18File.open(file);
    // The zoo's network is known for what it is: its weights are enough.
    if (known.isPresent() && (origin.equals(ZOO) || known.get().isPlain())) {
      return network(known.get().weights(), named, options, request, runtime, progress);
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
      return network(weights.get(), named, options, request, runtime, progress);
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

  @Override
  public Optional<PortableNetwork> portable(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    if (!isResNet18(backbone)) {
      return LARGER.portable(backbone, request, runtime, progress);
    }
    FeatureSettings settings = request.settings();
    Optional<WeightFile> source = Backbones.weights(settings);
    if (source.isEmpty()) {
      ResNet18Weights drawn = ResNet18Weights.random(request.seed());
      return Optional.of(portable(drawn, backbone, settings, "none: the weights were drawn"));
    }
    boolean zoo = source.get().text().equals(ZOO);
    String licence = zoo ? ZOO_LICENCE : PortableNetwork.UNKNOWN_LICENCE;
    Path file = source.get().obtain(runtime.options().offline(), progress);
    if (areTensors(backbone, file)) {
      try (NamedTensors tensors = WeightTensors.open(file);
          NetworkWeights weights = NetworkWeights.load(runtime, ResNet.RESNET18, tensors, 0)) {
        ResNet18Weights own = ResNet18Weights.of(weights);
        return Optional.of(portable(own, backbone, settings, licence));
      }
    }
    return ResNet18File.open(file)
        .filter(known -> zoo || known.isPlain())
        .map(ResNet18File::weights)
        .map(weights -> portable(weights, backbone, settings, licence));
  }

  private static PortableNetwork portable(
      ResNet18Weights weights, KnownBackbone backbone, FeatureSettings settings, String licence) {
    return PortableResNet18.of(
        weights, backbone.preprocessing().with(settings), backbone.layers(settings), licence);
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
   * What the manifest says of a network of the weights.
   *
   * @param backbone its name
   * @param weights where they came from
   */
  record Named(String backbone, String weights) {}

  /** Makes a backbone of weights. */
  static Backbone network(
      ResNet18Weights weights,
      Named named,
      NetworkOptions options,
      BackboneRequest request,
      TorchRuntime runtime,
      Progress progress) {
    Network.Origin origin =
        new Network.Origin(
            NAME, named.backbone(), named.weights(), weights.hash(), options.layers());
    ResNetInt8.Source source =
        new ResNetInt8.Source(ResNet.RESNET18, weights.hash(), weights.convolutions());
    PrecisionChoice choice =
        new PrecisionChoice(
            options,
            origin,
            request.sample(),
            runtime,
            wanted ->
                wanted.precision() == Precision.INT8
                    ? ResNetInt8.open(runtime, wanted, source)
                    : Optional.of(ResNet18.open(runtime, wanted, weights)),
            progress);
    return new Network(runtime, origin, choice.choose(request.hash().isPresent()));
  }
}
