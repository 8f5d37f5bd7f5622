package io.headstart.experiment;

import io.headstart.backbone.Backbones;
import io.headstart.backbone.KnownBackbone;
import io.headstart.backbone.PublishedWeights;
import io.headstart.config.FeatureSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of backbones by their names. */
public final class BackboneList {
  private BackboneList() {}

  /**
   * A backbone.
   *
   * @param outputs its activations that can be features, with how many each has
   * @param standard those that are unless the settings choose
   * @param preprocessing what its weights were trained for, in words; empty for pixels
   * @param weights where its published weights are; empty where there are none
   * @param bytes of them
   * @param licence of them
   * @param isHere whether they are on this machine
   */
  public record Listed(
      String name,
      String family,
      Map<String, Integer> outputs,
      List<String> standard,
      String preprocessing,
      Optional<String> weights,
      long bytes,
      String licence,
      String trainedOn,
      boolean isHere) {
    /** Returns how many features an image has; empty where only the loaded network knows. */
    public Optional<Integer> width() {
      return outputs.isEmpty()
          ? Optional.empty()
          : Optional.of(standard.stream().mapToInt(outputs::get).sum());
    }
  }

  /** Returns all of them; looks only at this machine. */
  public static List<Listed> all() {
    return Backbones.all().stream().map(BackboneList::listed).toList();
  }

  private static Listed listed(Backbones.Entry entry) {
    KnownBackbone backbone = entry.backbone();
    Optional<PublishedWeights> published = backbone.published();
    return new Listed(
        backbone.name(),
        entry.family().name(),
        backbone.outputs(),
        backbone.standard(),
        backbone.name().equals(FeatureSettings.PIXELS) ? "" : backbone.preprocessing().text(),
        published.map(weights -> weights.file().text()),
        published.map(PublishedWeights::bytes).orElse(0L),
        published.map(PublishedWeights::licence).orElse(""),
        published.map(PublishedWeights::trainedOn).orElse(""),
        published.map(weights -> weights.file().isHere()).orElse(false));
  }

  /**
   * Checks that the backbones of the settings, and the layers of theirs, exist.
   *
   * @throws io.headstart.Failure (usage) when they do not
   */
  public static void check(FeatureSettings settings) {
    settings.each().forEach(one -> Backbones.named(one.name()).layers(one));
  }
}
