package io.headstart.export;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.engine.TorchRuntime;
import io.headstart.export.onnx.OnnxFile;
import io.headstart.inference.Classifier;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.EarlierOutput;
import io.headstart.io.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a classifier and compares the file with the classifier before it gets its name: a file
 * that answers otherwise is never there.
 *
 * @param format what is written
 * @param prepared whether the file takes what is resized and normalized already; ONNX only
 */
public record Exporter(ExportFormat format, boolean prepared) {
  /**
   * Writes a file or folder.
   *
   * @param target what is there is replaced
   * @param classifier the reference, in float32, with the same views
   * @param images to compare on
   * @param torch whose libtorch runs TorchScript
   * @return the comparison; empty where there is no program that could run the file
   * @throws Failure when the file answers otherwise than the classifier
   */
  public Optional<Parity> write(
      Path target,
      PortableClassifier portable,
      Classifier classifier,
      List<Pixels> images,
      TorchRuntime torch) {
    requireReplaceable(target);
    Path absolute = target.toAbsolutePath();
    Path workplace =
        absolute.resolveSibling(
            ".%s.%d-%s.tmp"
                .formatted(
                    absolute.getFileName(),
                    ProcessHandle.current().pid(),
                    Long.toUnsignedString(System.nanoTime(), 36)));
    Path made = workplace.resolve(absolute.getFileName());
    AbandonedFiles.sweep(absolute.getParent(), absolute.getFileName().toString());
    try {
      Folders.create(workplace);
      try {
        write(made, portable);
        Optional<Parity> parity =
            model(made, portable, torch).map(model -> compare(model, classifier, images).require());
        if (Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
          AtomicFiles.rename(absolute, workplace.resolve("replaced"));
        }
        AtomicFiles.rename(made, absolute);
        return parity;
      } finally {
        Folders.delete(workplace);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(target, e);
    }
  }

  private void write(Path file, PortableClassifier portable) {
    switch (format) {
      case TORCHSCRIPT -> TorchScriptFile.write(file, portable);
      case DJL_SERVING -> ServingFolder.write(file, portable);
      case ONNX -> writeOnnx(file, portable);
      case SAFETENSORS -> TensorFile.write(file, portable);
    }
  }

  private void writeOnnx(Path file, PortableClassifier portable) {
    ClassifierProgram program = ClassifierProgram.of(portable);
    OnnxFile onnx = new OnnxFile(program.code(), program.root(), Metadata.of(portable));
    long side = portable.inputSide();
    OnnxFile.Input input =
        prepared
            ? new OnnxFile.Input("images", false, List.of("batch", 3L, side, side))
            : new OnnxFile.Input("pixels", true, List.of("batch", "height", "width", 3L));
    Optional<String> second = portable.calibration().map(by -> "scaled");
    int classes = portable.classes().size();
    onnx.write(file, input, prepared ? "prepared" : "forward", second, classes);
  }

  private Optional<ExportedModel> model(
      Path file, PortableClassifier portable, TorchRuntime torch) {
    return switch (format) {
      case TORCHSCRIPT -> Optional.of(new TorchModel(torch.cpu(), file));
      case DJL_SERVING ->
          Optional.of(new TorchModel(torch.cpu(), ServingFolder.module(file, portable)));
      case ONNX -> prepared || !isOnnxRuntimeThere() ? Optional.empty() : OnnxModel.open(file);
      case SAFETENSORS -> Optional.empty();
    };
  }

  /** Looked for by name: a class that uses it cannot even be loaded without it. */
  private static boolean isOnnxRuntimeThere() {
    try {
      Class.forName("ai.onnxruntime.OrtEnvironment", false, Exporter.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Parity compare(ExportedModel model, Classifier classifier, List<Pixels> images) {
    try (model) {
      return Parity.of(model, classifier, images);
    }
  }

  /** Returns what stands near the beginning of the file: a record's name, or its metadata. */
  private String sign() {
    return switch (format) {
      case TORCHSCRIPT -> TorchScriptFile.ROOT + "/";
      case ONNX -> Program.NAME;
      case SAFETENSORS -> Metadata.INPUT;
      case DJL_SERVING -> ServingFolder.PROPERTIES;
    };
  }

  /**
   * Checks that the target is free, or such an export itself, which is replaced.
   *
   * @throws Failure (usage) when it is something else
   */
  public void requireReplaceable(Path target) {
    if (format != ExportFormat.DJL_SERVING) {
      EarlierOutput.require(target, sign(), "--output");
      return;
    }
    if (Files.exists(target) && !Files.exists(target.resolve(ServingFolder.PROPERTIES))) {
      throw Failure.usage("the export cannot take the place of what is there")
          .received("%s, %s", target, Files.isDirectory(target) ? "another folder" : "a file")
          .accepted("a new name, or an earlier export of the same format")
          .next("choose another --output")
          .build();
    }
  }

  /** Returns the bytes of a file, or of all files in a folder. */
  public static long size(Path file) {
    try (Stream<Path> files = Files.walk(file)) {
      long bytes = 0;
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(one);
      }
      return bytes;
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }
}
