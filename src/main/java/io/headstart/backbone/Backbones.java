package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.convnext.ConvNeXtFamily;
import io.headstart.backbone.mobilenetv3.MobileNetV3Family;
import io.headstart.backbone.pixels.PixelFamily;
import io.headstart.backbone.resnet.ResNetFamily;
import io.headstart.backbone.torchscript.TorchScriptFamily;
import io.headstart.backbone.vit.VitFamily;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Spelling;
import io.headstart.engine.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The families of backbones: the one place that lists them. */
public final class Backbones {
  private static final List<BackboneFamily> FAMILIES =
      List.of(
          new ResNetFamily(),
          VitFamily.family(),
          ConvNeXtFamily.family(),
          MobileNetV3Family.family(),
          new TorchScriptFamily(),
          new PixelFamily());

  private Backbones() {}

  /**
   * A network and its family.
   *
   * @param backbone what is known of it
   * @param family that opens it
   */
  public record Entry(KnownBackbone backbone, BackboneFamily family) {}

  /** Returns all networks that are known by name, in the order of the families. */
  public static List<Entry> all() {
    return FAMILIES.stream()
        .flatMap(family -> family.known().stream().map(one -> new Entry(one, family)))
        .toList();
  }

  /**
   * Returns what is known of a backbone.
   *
   * @throws Failure (usage) when there is none of the name
   */
  public static KnownBackbone named(String name) {
    return entry(name).backbone();
  }

  private static Entry entry(String name) {
    List<Entry> all = all();
    return all.stream()
        .filter(entry -> entry.backbone().name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> unknown(name, all.stream().map(entry -> entry.backbone().name()).toList()));
  }

  private static Failure unknown(String name, List<String> known) {
    String meant = Spelling.closest(name, known).map("did you mean %s? "::formatted).orElse("");
    return Failure.usage("no backbone has this name")
        .received("features.backbone: %s", name)
        .accepted("%s", String.join(", ", known))
        .next("%schoose one of these; `backbones list` says what each is and costs", meant)
        .build();
  }

  /**
   * Returns the file with the weights that the settings of one backbone name; empty when none is
   * needed.
   *
   * @throws Failure (usage) when the backbone has no published weights and the settings name none
   */
  public static Optional<WeightFile> weights(FeatureSettings settings) {
    KnownBackbone backbone = named(settings.name());
    String source = settings.source();
    if (settings.isPixels() || source.equals("random")) {
      return Optional.empty();
    } else if (source.equals("zoo")) {
      PublishedWeights published =
          backbone
              .published()
              .orElseThrow(
                  () ->
                      Failure.usage("%s has no published weights", backbone.name())
                          .received("features.weights: zoo")
                          .accepted("a file, hf:OWNER/NAME, or random")
                          .next("name the file with the weights in features.weights")
                          .build());
      return Optional.of(published.file());
    } else if (source.startsWith(HubWeights.PREFIX)) {
      return Optional.of(HubWeights.of(source));
    }
    return Optional.of(new LocalWeights(Path.of(source)));
  }

  /**
   * Looks whether files that are on this machine can be the weights of what the settings name, by
   * their tensors' names and sizes: a moment, before libtorch is loaded and images are read.
   *
   * @throws Failure when they cannot, (missing) when a file of one's own is not there
   */
  public static void checkWeights(FeatureSettings settings) {
    for (FeatureSettings one : settings.each()) {
      Optional<WeightFile> weights =
          weights(one).filter(file -> file.isHere() || file instanceof LocalWeights);
      if (weights.isPresent()) {
        Entry entry = entry(one.name());
        entry.family().check(entry.backbone(), weights.get().obtain(true, Progress.NONE));
      }
    }
  }

  /**
   * Opens the one backbone that the settings name on the runtime's one device; see {@link
   * BackboneFamily#open}.
   */
  public static Backbone open(BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Entry entry = entry(request.settings().name());
    KnownBackbone backbone = trained(entry.backbone(), request, runtime, progress);
    return entry.family().open(backbone, request, runtime, progress);
  }

  /** Weights of one's own may say what they were trained for. */
  private static KnownBackbone trained(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Optional<WeightFile> weights = weights(request.settings());
    if (weights.isEmpty() || request.settings().source().equals("zoo")) {
      return backbone;
    }
    Path file = weights.get().obtain(runtime.options().offline(), progress);
    return file.toString().endsWith(".pt")
        ? backbone
        : PretrainedConfig.beside(file)
            .map(config -> config.applyTo(backbone, file))
            .orElse(backbone);
  }

  /**
   * Returns the one backbone that the settings name as text and tensors; see {@link
   * BackboneFamily#portable}.
   */
  public static Optional<PortableNetwork> portable(
      BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Entry entry = entry(request.settings().name());
    KnownBackbone backbone = trained(entry.backbone(), request, runtime, progress);
    return entry.family().portable(backbone, request, runtime, progress);
  }
}
