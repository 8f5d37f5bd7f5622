package io.headstart.inference;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.Workers;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Head;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.AugmentSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.data.Datasets;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;

/**
 * The library's beginning: owns libtorch, its device and its threads for all that is opened from
 * it. A process loads libtorch's natives once; several of these share them.
 */
public final class Headstart implements AutoCloseable {
  private final TorchRuntime torch;
  private final Progress progress;
  private final ExecutorService decoders;

  /** What nobody refers to any more need not be closed: its memory goes with the device's. */
  private final Set<AutoCloseable> opened = Collections.newSetFromMap(new WeakHashMap<>());

  private Headstart(TorchRuntime torch, Progress progress) {
    this.torch = torch;
    this.progress = progress;
    this.decoders = Workers.start(torch.threads(), "image-decoder");
  }

  /**
   * Loads libtorch and picks the device.
   *
   * @throws Failure when the device asked for cannot be had, or libtorch does not load
   */
  public static Headstart start(RuntimeOptions options) {
    return start(options, Progress.NONE);
  }

  /**
   * As {@link #start(RuntimeOptions)}.
   *
   * @param progress hears of downloads and warnings
   */
  public static Headstart start(RuntimeOptions options, Progress progress) {
    return new Headstart(TorchRuntime.start(options, progress), progress);
  }

  /** Returns the device in use: {@code cpu} or {@code cuda:N}. */
  public String device() {
    return torch.deviceName();
  }

  /**
   * Opens a checkpoint with the backbone it was trained on.
   *
   * @param folder of a finished run, such as {@code checkpoints/model_3}
   * @throws Failure when it is none, is damaged, or its backbone's weights are missing or others
   */
  public Classifier classifier(Path folder) {
    return classifier(folder, List.of());
  }

  /**
   * As {@link #classifier(Path)}, where something is elsewhere than it was when it was trained.
   *
   * @param changes {@code key=value}; of the settings that decide a prediction only {@code
   *     features.weights} may differ: another path of the same weights
   */
  public Classifier classifier(Path folder, List<String> changes) {
    Path absolute = folder.toAbsolutePath();
    return classifier(
        new Checkpoints(absolute.getParent()).find(absolute.getFileName().toString()), changes);
  }

  /** As {@link #classifier(Path, List)}, of a checkpoint that was looked up already. */
  public Classifier classifier(Checkpoint checkpoint, List<String> changes) {
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    return classifier(checkpoint, settings, settings.augment());
  }

  /**
   * As {@link #classifier(Checkpoint, List)}, but with features in float32 whatever the checkpoint
   * was trained on: what answers elsewhere, where there is nothing but float32, are compared with.
   *
   * @param views whether test-time views are averaged; otherwise an image stands alone
   */
  public Classifier reference(Checkpoint checkpoint, List<String> changes, boolean views) {
    Settings trained = TrainedSettings.forPrediction(checkpoint, changes);
    Settings settings = trained.withFeatures(trained.features().withPrecision(Precision.FLOAT32));
    AugmentSettings augment = settings.augment();
    return classifier(checkpoint, settings, views ? augment : augment.withoutViews());
  }

  private Classifier classifier(Checkpoint checkpoint, Settings settings, AugmentSettings augment) {
    List<String> classes = checkpoint.finishedManifest().classes();
    Head head = checkpoint.head();
    FeatureExtractor extractor = extractor(settings, Optional.of(checkpoint.backboneHash()));
    try {
      checkpoint.requireBackbone(extractor.description().hash());
      return remember(new Classifier(extractor, augment, head, classes, checkpoint.calibration()));
    } catch (RuntimeException e) {
      extractor.close();
      throw e;
    }
  }

  /**
   * Opens a backbone without a head.
   *
   * @param settings whose {@code features}, {@code data.image-size}, {@code data.resize} and {@code
   *     seed} decide the features; {@code Settings.defaults()} gives DJL's ResNet-18 on 224 x 224
   *     pixels
   * @throws Failure when its weights cannot be had, or are a module that {@link
   *     RuntimeOptions#modules} does not let run
   */
  public FeatureExtractor extractor(Settings settings) {
    return extractor(settings, Optional.empty());
  }

  private FeatureExtractor extractor(Settings settings, Optional<String> hash) {
    BackboneRequest wanted =
        new BackboneRequest(settings.features(), settings.seed(), hash, Optional.empty());
    Backbone backbone = DeviceBackbones.open(wanted, torch, progress);
    return remember(
        new FeatureExtractor(torch, backbone, Datasets.square(settings.data()), decoders));
  }

  private synchronized <T extends AutoCloseable> T remember(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  /** Closes all that was opened from it, and gives the device back. */
  @Override
  public synchronized void close() {
    opened.forEach(Headstart::close);
    opened.clear();
    decoders.shutdownNow();
    torch.close();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("neither extractors nor classifiers throw these", e);
    }
  }
}
