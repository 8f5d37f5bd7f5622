package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.engine.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A kind of backbone: what is known before anything is loaded, and how one is opened. Adding a
 * family is a folder with one of these, and a line in {@link Backbones}.
 */
public interface BackboneFamily {
  /** Returns its name in manifests, such as {@code resnet}. */
  String name();

  /** Returns its networks by name. */
  List<KnownBackbone> known();

  /**
   * Looks whether a file can be the weights of a backbone, by its names and sizes alone: soon, and
   * without libtorch. What is not found here {@link #open} finds.
   *
   * @param backbone one of {@link #known}
   * @throws Failure when it cannot
   */
  default void check(KnownBackbone backbone, Path file) {}

  /**
   * Opens a backbone on the runtime's device. Weights that are not there are fetched, unless the
   * runtime is offline.
   *
   * @param backbone one of {@link #known}, which the request's settings name alone
   * @param progress hears what was chosen, and of a download
   * @throws Failure (missing) when there are no weights, (run) when they cannot be used, (usage)
   *     when they are a program that the runtime's options do not let run
   */
  Backbone open(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress);

  /**
   * Returns a backbone as text and tensors; empty where there is no such of it, as of a module that
   * runs as loaded. No code of a file runs.
   *
   * @param runtime that folds weights where they have to be
   * @throws Failure (missing) when there are no weights
   */
  default Optional<PortableNetwork> portable(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    return Optional.empty();
  }
}
