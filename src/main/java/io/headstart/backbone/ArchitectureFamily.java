package io.headstart.backbone;

import io.headstart.Progress;
import io.headstart.backbone.TextNetwork.Use;
import io.headstart.backbone.weights.DrawnTensors;
import io.headstart.backbone.weights.NamedTensors;
import io.headstart.backbone.weights.WeightTensors;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A family whose networks are numbers for one program: a table of them is all it needs. */
public final class ArchitectureFamily implements BackboneFamily {
  private static final String RANDOM = "random";

  private final String name;
  private final List<Member> members;
  private final WholeNumbers wholeNumbers;

  /**
   * A network of a family.
   *
   * @param preprocessing what its published weights were trained for
   * @param published the weights that {@code zoo} means; empty when there are none
   */
  public record Member(
      Architecture architecture,
      Preprocessing preprocessing,
      Optional<PublishedWeights> published) {
    KnownBackbone known() {
      return new KnownBackbone(
          architecture.name(),
          preprocessing,
          architecture.outputs(),
          List.of(architecture.defaultOutput()),
          published);
    }
  }

  /** Networks of a family in int8. */
  @FunctionalInterface
  public interface WholeNumbers {
    /** Opens one; empty where libtorch or the processor cannot. */
    Optional<Forward> open(TorchRuntime runtime, NetworkOptions wanted, NetworkWeights weights);
  }

  /**
   * Makes a family without int8: libtorch's own takes the range of a whole batch, which would make
   * the features of an image depend on those beside it.
   *
   * @param name in manifests
   */
  public ArchitectureFamily(String name, List<Member> members) {
    this(name, members, (runtime, wanted, weights) -> Optional.empty());
  }

  /** Makes a family that has a way of its own in int8. */
  public ArchitectureFamily(String name, List<Member> members, WholeNumbers wholeNumbers) {
    this.name = name;
    this.members = List.copyOf(members);
    this.wholeNumbers = wholeNumbers;
  }

  /** Returns the networks in numbers. */
  public List<Architecture> architectures() {
    return members.stream().map(Member::architecture).toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<KnownBackbone> known() {
    return members.stream().map(Member::known).toList();
  }

  @Override
  public void check(KnownBackbone backbone, Path file) {
    check(architecture(backbone), file);
  }

  /** Compares the names and sizes of a file's tensors with those of a network. */
  public static void check(Architecture architecture, Path file) {
    try (NamedTensors tensors = WeightTensors.open(file)) {
      Architectures.requireFit(architecture, tensors);
    }
  }

  @Override
  public Backbone open(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Architecture architecture = architecture(backbone);
    NetworkOptions options = NetworkOptions.of(request.settings(), backbone, runtime);
    // Whether images of that size can be taken is said before anything is fetched.
    architecture.grid(options.preprocessing().imageSize());
    Optional<WeightFile> source = Backbones.weights(request.settings());
    if (source.isEmpty()) {
      progress.warning(
          "WARNING: %s with RANDOM weights (features.weights: random): it was never trained; use"
                  .formatted(backbone.name())
              + " zoo or a file for real features");
    }
    try (NamedTensors tensors = tensors(architecture, request, runtime, progress);
        NetworkWeights weights =
            NetworkWeights.load(
                runtime, architecture, tensors, options.preprocessing().imageSize())) {
      Network.Origin origin =
          new Network.Origin(
              name,
              architecture.name(),
              source.map(WeightFile::text).orElse(RANDOM),
              weights.hash(),
              options.layers());
      PrecisionChoice choice =
          new PrecisionChoice(
              options,
              origin,
              request.sample(),
              runtime,
              wanted -> open(runtime, weights, wanted),
              progress);
      return new Network(runtime, origin, choice.choose(request.hash().isPresent()));
    }
  }

  private Architecture architecture(KnownBackbone backbone) {
    return members.stream()
        .map(Member::architecture)
        .filter(one -> one.name().equals(backbone.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not of " + name + ": " + backbone));
  }

  private static NamedTensors tensors(
      Architecture architecture, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    return Backbones.weights(request.settings())
        .map(file -> WeightTensors.open(file.obtain(runtime.options().offline(), progress)))
        .orElseGet(() -> new DrawnTensors(request.seed(), architecture.parts()));
  }

  @Override
  public Optional<PortableNetwork> portable(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Architecture architecture = architecture(backbone);
    FeatureSettings settings = request.settings();
    Preprocessing preprocessing = backbone.preprocessing().with(settings);
    boolean published = settings.source().equals("zoo");
    try (NamedTensors tensors = tensors(architecture, request, runtime, progress);
        NetworkWeights weights =
            NetworkWeights.load(runtime, architecture, tensors, preprocessing.imageSize())) {
      return Optional.of(
          new PortableNetwork(
              Optional.of(preprocessing),
              TorchScript.text(architecture.program() + TextNetwork.PLAIN),
              weights.named(),
              Optional.of(architecture.numbers()),
              architecture.codes(backbone.layers(settings)),
              published
                  ? backbone.published().map(PublishedWeights::licence).orElseThrow()
                  : PortableNetwork.UNKNOWN_LICENCE));
    }
  }

  private Optional<Forward> open(
      TorchRuntime runtime, NetworkWeights weights, NetworkOptions wanted) {
    return wanted.precision() == Precision.INT8
        ? wholeNumbers.open(runtime, wanted, weights)
        : Optional.of(
            TextNetwork.open(
                runtime,
                weights,
                new Use(
                    wanted.type(),
                    wanted.batchSize(),
                    wanted.preprocessing().imageSize(),
                    wanted.layers())));
  }
}
