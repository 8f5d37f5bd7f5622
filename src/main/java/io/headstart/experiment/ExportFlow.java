package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.PortableNetwork;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.AugmentSettings;
import io.headstart.config.Settings;
import io.headstart.data.Datasets;
import io.headstart.data.Square;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.export.ExportFormat;
import io.headstart.export.Exporter;
import io.headstart.export.FixedView;
import io.headstart.export.Parity;
import io.headstart.export.Pixels;
import io.headstart.export.PortableClassifier;
import io.headstart.inference.Classifier;
import io.headstart.inference.Headstart;
import io.headstart.run.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a checkpoint for other programs, and compares the file with {@code classify}. */
public final class ExportFlow {
  /** Where exports go that nobody named. */
  private static final Path FOLDER = Path.of("exports");

  private static final String FLOAT32 = "float32";

  private ExportFlow() {}

  /**
   * What is wanted.
   *
   * @param output the file or folder; empty for one named like the checkpoint, in {@code exports}
   * @param images a folder whose images are compared; empty for the checkpoint's own
   * @param views whether the checkpoint's test-time views are in the file
   * @param prepared whether an ONNX file takes images that are resized and normalized already
   */
  public record Request(
      ExportFormat format,
      Optional<Path> output,
      Optional<Path> images,
      boolean views,
      boolean prepared) {}

  /**
   * What was written.
   *
   * @param trained the precision of the features that the head was trained on; the file's is
   *     float32
   * @param views how many are averaged, 1 for the image alone
   * @param parity with {@code classify} in float32; empty where nothing here can run the file
   * @param others images of those compared that get another label from {@code classify} in the
   *     precision trained on
   */
  public record Exported(
      Path file,
      ExportFormat format,
      long bytes,
      String trained,
      int views,
      Optional<Parity> parity,
      int others) {}

  /**
   * Exports.
   *
   * @param changes of the checkpoint's own settings, as {@link TrainedSettings} allows
   * @throws Failure when the checkpoint has what no file can hold, or the file answers otherwise;
   *     it is not kept then
   */
  public static Exported run(
      Checkpoint checkpoint, List<String> changes, Request request, Context context) {
    requireSense(request);
    new Exporter(request.format(), request.prepared())
        .requireReplaceable(file(request, checkpoint.name()));
    Settings settings = TrainedSettings.forPrediction(checkpoint, changes);
    PortableClassifier portable = portable(checkpoint, settings, request.views(), context);
    Path file = file(request, checkpoint.name());
    List<Pixels> images =
        request
            .images()
            .map(folder -> ParityImages.in(folder, context))
            .orElseGet(() -> ParityImages.of(checkpoint, settings, context));
    try (Headstart headstart = Headstart.start(context.machine(settings), context.progress());
        TorchRuntime torch = context.start(settings);
        Classifier reference = headstart.reference(checkpoint, changes, request.views())) {
      Optional<Parity> parity =
          new Exporter(request.format(), request.prepared())
              .write(file, portable, reference, images, torch);
      String trained = checkpoint.finishedManifest().backbone().getOrDefault("precision", FLOAT32);
      int others = 0;
      if (!trained.equals(FLOAT32) && parity.isPresent()) {
        try (Classifier own = headstart.classifier(checkpoint, changes)) {
          others = Pixels.differing(own, reference, images);
        }
      }
      return new Exported(
          file,
          request.format(),
          Exporter.size(file),
          trained,
          portable.views().size(),
          parity,
          others);
    }
  }

  private static void requireSense(Request request) {
    if (request.prepared() && request.format() != ExportFormat.ONNX) {
      throw Failure.usage("only an ONNX file has one input for all")
          .received("--prepared with --format %s", request.format())
          .accepted("--prepared with --format onnx")
          .next(
              "leave --prepared out: the TorchScript file has a method `prepared` beside `forward`")
          .build();
    }
  }

  /**
   * Gathers all that a file holds of a checkpoint.
   *
   * @param views whether its test-time views are among it
   * @throws Failure (usage) when they are drawn by chance, or the backbone is no text and tensors
   */
  public static PortableClassifier portable(
      Checkpoint checkpoint, Settings settings, boolean views, Context context) {
    Manifest manifest = checkpoint.finishedManifest();
    Square square = Datasets.square(settings.data());
    AugmentSettings augment = views ? settings.augment() : settings.augment().withoutViews();
    List<FixedView> fixed = FixedView.of(augment.views(), square.side());
    BackboneRequest wanted =
        new BackboneRequest(
            settings.features(),
            settings.seed(),
            Optional.of(checkpoint.backboneHash()),
            Optional.empty());
    PortableNetwork network = network(checkpoint, wanted, context);
    TreeMap<String, String> notes = new TreeMap<>();
    notes.put("manifest.json", manifest.json());
    return new PortableClassifier(
        checkpoint.name(),
        square,
        fixed,
        network,
        checkpoint.head(),
        manifest.classes(),
        checkpoint.calibration(),
        notes);
  }

  private static PortableNetwork network(
      Checkpoint checkpoint, BackboneRequest wanted, Context context) {
    if (wanted.each().size() > 1) {
      throw notPortable(checkpoint, "several backbones side by side");
    }
    // Weights are folded where every machine can.
    RuntimeOptions options =
        new RuntimeOptions(
            "cpu", context.threads(), context.home(), context.offline(), context.modules());
    try (TorchRuntime cpu = TorchRuntime.start(options, context.progress())) {
      return Backbones.portable(wanted, cpu, context.progress())
          .orElseThrow(
              () -> notPortable(checkpoint, "a TorchScript module that is run as it was loaded"));
    }
  }

  private static Failure notPortable(Checkpoint checkpoint, String what) {
    return Failure.usage("the backbone of checkpoint %s cannot be exported", checkpoint.name())
        .received("%s", what)
        .accepted("one network of `backbones list`, or the pixels themselves")
        .next("export a checkpoint on another backbone")
        .build();
  }

  private static Path file(Request request, String name) {
    Path file = request.output().orElse(FOLDER.resolve(name + request.format().extension()));
    boolean into =
        request.output().isPresent()
            && request.format() != ExportFormat.DJL_SERVING
            && Files.isDirectory(file);
    return into ? file.resolve(name + request.format().extension()) : file;
  }
}
