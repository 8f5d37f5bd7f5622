package io.headstart.backbone.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.headstart.ForeignModules;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.Forward;
import io.headstart.backbone.Network;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.PrecisionChoice;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.TorchRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A TorchScript module, run as its file says. Takes float32 [N, 3, size, size]; whatever it returns
 * becomes [N, D].
 */
public final class LoadedModule implements Forward {
  static final String FAMILY = "torchscript";

  /** Its features are what it returns: it has no inner layers that are known. */
  static final List<String> LAYERS = List.of("output");

  // DJL frees a model that nobody refers to, and its block with it.
  private final Model model;
  private final ForeignModules running;

  private LoadedModule(Model model, ForeignModules running) {
    this.model = model;
    this.running = running;
  }

  /** Loads the one file, never a folder: a folder could bring classes that DJL would run. */
  public static LoadedModule load(PermittedModule module, TorchRuntime runtime) {
    ForeignModules running = runtime.options().modules();
    Model model = Model.newInstance("backbone", runtime.device(), "PyTorch");
    try (InputStream in = module.open()) {
      // Loading alone can run code: a class may say how its objects are made.
      running.run(() -> load(model, in));
      return new LoadedModule(model, running);
    } catch (IOException | EngineException e) {
      model.close();
      throw TorchArchive.notAModule(module.file(), e);
    }
  }

  private static Model load(Model model, InputStream in) {
    try {
      model.load(in);
      return model;
    } catch (IOException | MalformedModelException e) {
      throw new EngineException(e);
    }
  }

  /**
   * Opens a file as a backbone of its own, in float32.
   *
   * @param weights where the file came from, for the manifest
   */
  public static Backbone open(
      PermittedModule module, String weights, NetworkOptions options, TorchRuntime runtime) {
    Network.Origin origin =
        new Network.Origin(FAMILY, module.name(), weights, module.hash(), LAYERS);
    return new Network(
        runtime,
        origin,
        new PrecisionChoice.Chosen(options.in(Precision.FLOAT32), load(module, runtime)));
  }

  /** A stranger's module may keep something between its calls. */
  @Override
  public boolean isConcurrent() {
    return false;
  }

  @Override
  public NDArray features(NDManager scratch, NDArray images) {
    NDArray result =
        running.run(
            () ->
                model
                    .getBlock()
                    .forward(new ParameterStore(scratch, false), new NDList(images), false)
                    .singletonOrThrow());
    return result.reshape(result.getShape().get(0), -1);
  }

  @Override
  public void close() {
    model.close();
  }
}
