package io.headstart.fuzz;

import io.headstart.backbone.torchscript.ModuleFile;
import io.headstart.config.Reproduction;
import io.headstart.experiment.SmallRun;
import io.headstart.run.RunFile;
import io.headstart.serve.RequestParsers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Sound files to begin with, small ones: mutations of those reach further than noise. */
public final class FuzzSeeds {
  private static final int RECORD = 3073;

  private static final String CODE =
      """
      class Net(Module):
        __parameters__ = ["weight", ]
        weight : Tensor
        __annotations__["0"] = __torch__.Inner
        inner : __torch__.Inner
        def forward(self: __torch__.Net,
          x: Tensor) -> Tensor:
          inner = self.inner
          _0 = torch.add_(torch.relu(x), self.weight, alpha=1)
          return (inner).forward(_0, [1, -2.5e-3], None, )

      class Inner(Module):
        def forward(self: __torch__.Inner, x: Tensor, y: List[int], z: Optional[int]) -> Tensor:
          return torch.flatten(x, 1, True)
      """;

  private FuzzSeeds() {}

  /** Writes the seeds of a target into a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    int number = 0;
    for (byte[] seed : of(FuzzTarget.labelled(args[0]), folder.resolve("scratch"))) {
      Files.write(folder.resolve("seed-" + number++), seed);
    }
    Files.deleteIfExists(folder.resolve("scratch"));
  }

  /**
   * Returns the seeds of a target.
   *
   * @param scratch a file to write to
   */
  static List<byte[]> of(FuzzTarget target, Path scratch) throws IOException {
    return switch (target) {
      case YAML -> all("config", ".yaml");
      case SAFETENSORS -> run(".safetensors");
      case MANIFEST -> run("manifest.json");
      case HISTORY -> run("history.csv");
      case PREDICTIONS -> List.of(calibrated(scratch, RunFile.PREDICTIONS));
      case CALIBRATION -> List.of(calibrated(scratch, RunFile.CALIBRATION));
      case CALIBRATION_FIGURES -> List.of(calibrated(scratch, RunFile.CALIBRATION_FIGURES));
      case WEIGHTS_CONFIG ->
          List.of(
              ("{\"architecture\": \"resnet18\", \"pretrained_cfg\": {\"input_size\": [3, 224, 224],"
                      + " \"interpolation\": \"bicubic\", \"crop_pct\": 0.9, \"mean\": [0.5, 0.5,"
                      + " 0.5], \"std\": [0.5, 0.5, 0.5]}, \"weight_map\": {\"a\":"
                      + " \"model-00001-of-00002.safetensors\"}}")
                  .getBytes(StandardCharsets.UTF_8));
      case WEIGHTS -> all("src/test/resources/io/headstart/backbone/weights", ".pt");
      case ARCHIVE -> List.of(Files.readAllBytes(module(scratch)));
      case MODULE -> List.of(contents(module(scratch)));
      case CIFAR_FILE -> List.of(new byte[2 * RECORD]);
      case CIFAR_ARCHIVE -> List.of(tar());
      case IMAGE -> images();
      case IMAGE_LIST -> lists(scratch);
      case IMAGE_ARCHIVE -> List.of(photographs(false), photographs(true));
      case INFER_REQUEST -> RequestParsers.requests();
      case FORM -> List.of(RequestParsers.form());
    };
  }

  private static List<byte[]> all(String folder, String ending) throws IOException {
    List<byte[]> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path file : files.filter(path -> path.toString().endsWith(ending)).sorted().toList()) {
        // A report is described by YAML of another kind.
        if (!file.endsWith(Reproduction.FILE)) {
          found.add(Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  private static List<byte[]> run(String ending) throws IOException {
    return all("src/test/resources/io/headstart/run", ending);
  }

  /** Returns a file of a small run that was calibrated. */
  private static byte[] calibrated(Path scratch, String file) throws IOException {
    Path folder = Files.createTempDirectory(scratch.toAbsolutePath().getParent(), "run");
    Path run = SmallRun.train(folder, "calibrate={max-error: 0.5, outliers: 0.1}");
    return Files.readAllBytes(run.resolve(file));
  }

  private static Path module(Path file) throws IOException {
    ModuleFile.Module inner = new ModuleFile.Module("Inner").tensor("bias", new float[2], 2);
    ModuleFile.Module net =
        new ModuleFile.Module("Net").tensor("weight", new float[4], 2, 2).child("inner", inner);
    return ModuleFile.write(file, net, CODE);
  }

  private static byte[] contents(Path module) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(CODE.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    try (ZipFile zip = new ZipFile(module.toFile())) {
      bytes.write(zip.getInputStream(zip.getEntry("archive/data.pkl")).readAllBytes());
    }
    return bytes.toByteArray();
  }

  private static byte[] tar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (String name :
          List.of("cifar-10-batches-bin/data_batch_1.bin", "n".repeat(120) + "/test_batch.bin")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(RECORD);
        tar.putArchiveEntry(entry);
        tar.write(new byte[RECORD]);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Images by these names are beside the scratch file. */
  private static List<byte[]> lists(Path scratch) throws IOException {
    for (String name : List.of("a.png", "b.png", "c.png")) {
      Files.write(scratch.resolveSibling(name), images().get(0));
    }
    String csv =
        "path,label,split,group,weight\na.png,\"x, y\",train,g,0.5\nb.png,z,,,\nc.png,z,val,h,1\n";
    String json =
        "{\"path\": \"a.png\", \"label\": \"x\"}\n{\"path\": \"b.png\", \"label\": \"y\", \"weight\": 2}\n";
    return List.of(csv.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] photographs(boolean zipped) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
            new TarArchiveOutputStream(zipped ? new ByteArrayOutputStream() : bytes);
        ZipOutputStream zip = new ZipOutputStream(zipped ? bytes : new ByteArrayOutputStream())) {
      byte[] image = images().get(0);
      for (String name : List.of("train/a/1.png", "train/b/1.png", "val/a/2.png", "val/b/2.png")) {
        if (zipped) {
          zip.putNextEntry(new ZipEntry(name));
          zip.write(image);
        } else {
          TarArchiveEntry entry = new TarArchiveEntry(name);
          entry.setSize(image.length);
          tar.putArchiveEntry(entry);
          tar.write(image);
          tar.closeArchiveEntry();
        }
      }
    }
    return bytes.toByteArray();
  }

  /** One image of each format and kind. */
  private static List<byte[]> images() throws IOException {
    Path folder = Path.of("src/test/resources/io/headstart/data/squares");
    List<byte[]> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".txt")).sorted().toList()) {
        images.add(Files.readAllBytes(file));
      }
    }
    return images;
  }
}
