package io.headstart.backbone.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.Forward;
import io.headstart.backbone.Network;
import io.headstart.backbone.NetworkOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A TorchScript module, run as its file says. Takes float32 [N, 3, size, size]; whatever it returns
 * becomes [N, D].
 */
public final class LoadedModule implements Forward {
  private static final String FAMILY = "torchscript";

  /** Its features are what it returns: it has no inner layers that are known. */
  private static final List<String> LAYERS = List.of("output");

  // DJL frees a model that nobody refers to, and its block with it.
  private final Model model;

  private LoadedModule(Model model) {
    this.model = model;
  }

  /** Loads the one file, never a folder: a folder could bring classes that DJL would run. */
  public static LoadedModule load(Path file, TorchRuntime runtime) {
    Model model = Model.newInstance("backbone", runtime.device(), "PyTorch");
    try (InputStream in = Files.newInputStream(file)) {
      model.load(in);
      return new LoadedModule(model);
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw TorchArchive.notAModule(file, e);
    }
  }

  /**
   * Opens a file as a backbone of its own, in float32.
   *
   * @param weights where the file came from, for the manifest
   */
  public static Backbone open(
      Path file, String weights, NetworkOptions options, TorchRuntime runtime) {
    String fileName = file.getFileName().toString();
    String name =
        fileName.endsWith(".pt") ? fileName.substring(0, fileName.length() - 3) : fileName;
    Network.Origin origin = new Network.Origin(FAMILY, name, weights, sha256(file), LAYERS);
    return new Network(runtime, options.inFloat32(), origin, load(file, runtime));
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public NDArray features(NDManager scratch, NDArray images) {
    NDArray result =
        model
            .getBlock()
            .forward(new ParameterStore(scratch, false), new NDList(images), false)
            .singletonOrThrow();
    return result.reshape(result.getShape().get(0), -1);
  }

  @Override
  public void close() {
    model.close();
  }
}
