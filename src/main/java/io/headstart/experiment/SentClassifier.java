package io.headstart.experiment;

import com.google.gson.Gson;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Sha256;
import io.headstart.run.RunFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A checkpoint on its way to other machines, to classify images there.
 *
 * @param name of the checkpoint
 * @param files what of its folder a prediction needs, by name
 * @param changes of its settings
 * @param top how many of the most probable classes of an image are sent back
 */
public record SentClassifier(
    String name, TreeMap<String, byte[]> files, ArrayList<String> changes, int top)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<String> NEEDED =
      List.of(RunFile.CONFIG, RunFile.MANIFEST, RunFile.WEIGHTS, RunFile.CALIBRATION);

  /** Packs a finished checkpoint, after its files were compared with their checksums. */
  static SentClassifier of(Checkpoint checkpoint, List<String> changes, int top) {
    TrainedSettings.forPrediction(checkpoint, changes);
    checkpoint.head();
    checkpoint.calibration();
    TreeMap<String, byte[]> files = SentFiles.of(checkpoint.folder(), NEEDED).contents();
    return new SentClassifier(checkpoint.name(), files, new ArrayList<>(changes), top);
  }

  /** Returns what tells it from all others. */
  public String identity() {
    StringBuilder all = new StringBuilder(name + "\n" + changes + "\n" + top + "\n");
    files.forEach((file, bytes) -> all.append(file).append(Sha256.of(bytes)).append('\n'));
    return Sha256.of(all.toString());
  }

  /** Returns the settings of its features. */
  public FeatureSettings features(Path home) {
    return TrainedSettings.forPrediction(unpacked(home), changes).features();
  }

  /**
   * Opens it on this machine.
   *
   * @param device says which device it is here, given that of the settings
   * @param here says where on this machine the backbones' weights are
   */
  public OpenClassifier open(
      Context context, UnaryOperator<String> device, UnaryOperator<FeatureSettings> here) {
    Checkpoint checkpoint = unpacked(context.home());
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    FeatureSettings features = settings.features();
    List<String> changed = new ArrayList<>(changes);
    if (!features.isPixels()) {
      changed.add("features.weights=" + new Gson().toJson(here.apply(features).weights()));
    }
    changed.add("device=" + device.apply(settings.device()));
    return new OpenClassifier(checkpoint, changed, context, top);
  }

  private Checkpoint unpacked(Path home) {
    Path folder = home.resolve("sent").resolve(identity()).resolve(name);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (!isThere(path, file.getValue())) {
        AtomicFiles.write(path, file.getValue());
      }
    }
    // Whether changed files may be used was decided where they were packed.
    return new Checkpoints(folder.getParent(), difference -> {}).find(name);
  }

  private static boolean isThere(Path path, byte[] bytes) {
    try {
      return Files.exists(path) && Arrays.equals(Files.readAllBytes(path), bytes);
    } catch (IOException e) {
      return false;
    }
  }
}
