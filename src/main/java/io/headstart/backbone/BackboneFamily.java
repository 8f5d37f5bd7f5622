package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.engine.TorchRuntime;
import java.util.List;

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
}
