package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.FeatureSettings;
import io.headstart.engine.TorchRuntime;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of backbone: what is known before anything is loaded, and how one is opened. Adding a
 * family is a folder with one of these, and a line in {@link Backbones}.
 */
public interface BackboneFamily {
  /** Returns its name in manifests, such as {@code resnet}. */
  String name();

  /** Returns whether these settings name one of its backbones. */
  boolean isNamedBy(FeatureSettings settings);

  /**
   * Returns whether it is a network, whose features are worth keeping in the store and whose
   * batches several GPUs may share.
   */
  boolean isNetwork();

  /** Returns what happens to images first; empty when they stay as they are. */
  Optional<Preprocessing> preprocessing(FeatureSettings settings);

  /**
   * Returns the stages whose mean activations can be features, first to last, with the number of
   * features of each; empty when only the opened backbone knows.
   */
  Map<String, Integer> stages();

  /** Returns the file with the weights that the settings name; empty when none is needed. */
  Optional<WeightFile> weights(FeatureSettings settings);

  /**
   * Opens a backbone on the runtime's device. Weights that are not there are fetched, unless the
   * runtime is offline.
   *
   * @param progress hears what was chosen, and of a download
   * @throws Failure (missing) when there are no weights, (run) when they cannot be used, (usage)
   *     when they are a program that the runtime's options do not let run
   */
  Backbone open(BackboneRequest request, TorchRuntime runtime, Progress progress);

  /**
   * Returns a backbone as text and tensors; empty where there is no such of it, as of a module that
   * runs as loaded. Nothing runs, and the device is not used.
   *
   * @param offline whether weights that are not there must not be fetched
   * @throws Failure (missing) when there are no weights
   */
  default Optional<PortableNetwork> portable(
      BackboneRequest request, boolean offline, Progress progress) {
    return Optional.empty();
  }
}
