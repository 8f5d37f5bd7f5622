package io.headstart.fuzz;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Architectures;
import io.headstart.backbone.WeightsConfig;
import io.headstart.backbone.torchscript.CodeReader;
import io.headstart.backbone.torchscript.CodeReader.Term;
import io.headstart.backbone.torchscript.TorchArchive;
import io.headstart.backbone.weights.NamedTensors;
import io.headstart.backbone.weights.WeightTensors;
import io.headstart.checkpoint.CalibrationFile;
import io.headstart.config.DataSettings.Resize;
import io.headstart.config.SettingsReader;
import io.headstart.data.Cifar10;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.data.DecodedImage;
import io.headstart.data.ImageSet;
import io.headstart.data.Square;
import io.headstart.run.History;
import io.headstart.run.ImagePredictions;
import io.headstart.run.Manifest;
import io.headstart.run.SetCalibration;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.SafetensorsHeader;
import io.headstart.serve.RequestParsers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The parsers of what may come from strangers. Each takes any bytes: it reads them, or refuses them
 * with a {@link Failure}; whatever else it throws is a defect.
 */
public enum FuzzTarget {
  /** A configuration. */
  YAML {
    @Override
    void parse(byte[] bytes, Path file) {
      SettingsReader.parse(new String(bytes, StandardCharsets.UTF_8), "fuzz.yaml", List.of());
    }
  },

  /** A safetensors file, header and tensors. */
  SAFETENSORS {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      try (SafetensorsFile open = Safetensors.open(Files.write(file, bytes))) {
        for (SafetensorsHeader.Entry entry : open.header().entries()) {
          open.tensor(entry.name()).data().get(new byte[(int) entry.type().bytes()]);
        }
      }
    }
  },

  /** A TorchScript archive, as a file. */
  ARCHIVE {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      readAll(Files.write(file, bytes));
    }
  },

  /** Weights that torch.save wrote, with every tensor they name, and which network they are of. */
  WEIGHTS {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      Files.write(file, bytes);
      try (NamedTensors weights = WeightTensors.open(file)) {
        Architectures.recognize(weights);
        for (String name : weights.names()) {
          // A count of batches is no weight: a whole number that nobody reads.
          if (!name.endsWith("num_batches_tracked")) {
            weights.floats(name);
          }
        }
      }
    }
  },

  /** What an archive holds, up to the first zero the code and then the pickle, in a sound zip. */
  MODULE {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      int end = 0;
      while (end < bytes.length && bytes[end] != 0) {
        end++;
      }
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.setLevel(0);
        zip.putNextEntry(new ZipEntry("net/code/__torch__.py"));
        zip.write(bytes, 0, end);
        zip.putNextEntry(new ZipEntry("net/data.pkl"));
        zip.write(bytes, Math.min(end + 1, bytes.length), Math.max(0, bytes.length - end - 1));
        for (String record : List.of("net/data/0", "net/data/1")) {
          zip.putNextEntry(new ZipEntry(record));
          zip.write(new byte[64]);
        }
        zip.closeEntry();
      }
      readAll(file);
    }
  },

  /** The archive of CIFAR-10 as it comes, and as the tar in it. */
  CIFAR_ARCHIVE {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      boolean packed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
      Files.write(file, packed ? bytes : gzip(bytes));
      Cifar10.open(Optional.of(file), true, Progress.NONE);
    }
  },

  /** A file of CIFAR-10. */
  CIFAR_FILE {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      Path folder = Files.createDirectories(file.resolveSibling("cifar"));
      Files.write(folder.resolve("data_batch_1.bin"), bytes);
      Cifar10.open(Optional.of(folder), true, Progress.NONE);
    }
  },

  /** A run's manifest. */
  MANIFEST {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      Manifest.read(Files.write(file, bytes));
    }
  },

  /** A run's history. */
  HISTORY {
    @Override
    void parse(byte[] bytes, Path file) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      History.parse("fuzz.csv", text, text);
    }
  },

  /** What single images were taken for. */
  PREDICTIONS {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      ImagePredictions.read(Files.write(file, bytes), 10);
    }
  },

  /** How a head's probabilities are to be read. */
  CALIBRATION {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      CalibrationFile.read(Files.write(file, bytes), 10);
    }
  },

  /** What came of that on a set. */
  CALIBRATION_FIGURES {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      SetCalibration.read(Files.write(file, bytes));
    }
  },

  /** What lies beside weights: what they were trained for, and over which files they are spread. */
  WEIGHTS_CONFIG {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      WeightsConfig.read(Files.write(file.resolveSibling("config.json"), bytes));
    }
  },

  /** An image, by the decoders of Java and of the library. */
  IMAGE {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      for (Resize resize : Resize.values()) {
        Square square = new Square(5, resize);
        square.draw(DecodedImage.read(bytes, square), new byte[square.bytes()], 0);
      }
    }
  },

  /** A list of images, none of which is there: as CSV, and as JSON lines. */
  IMAGE_LIST {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      boolean json = bytes.length > 0 && bytes[0] == '{';
      open(Files.write(file.resolveSibling(json ? "list.jsonl" : "list.csv"), bytes));
    }
  },

  /** A zip or tar of images. */
  IMAGE_ARCHIVE {
    @Override
    void parse(byte[] bytes, Path file) throws IOException {
      for (ImageSet part : open(Files.write(file, bytes)).parts()) {
        for (int i = 0; i < Math.min(part.size(), 20); i++) {
          part.read(i, new byte[part.bytesPerImage()], 0);
        }
        part.contentHash();
      }
    }
  },

  /** A request of the Open Inference Protocol. */
  INFER_REQUEST {
    @Override
    void parse(byte[] bytes, Path file) {
      RequestParsers.infer(bytes);
    }
  },

  /** A form with images. */
  FORM {
    @Override
    void parse(byte[] bytes, Path file) {
      RequestParsers.form(bytes);
    }
  };

  private static Dataset open(Path file) {
    String yaml =
        "data: {source: folder, path: \"%s\", image-size: 8, max-broken: 100000}".formatted(file);
    return Datasets.open(
        SettingsReader.parse(yaml, "fuzz.yaml", List.of()).data(),
        0,
        file.resolveSibling("home"),
        true,
        Progress.NONE);
  }

  /**
   * Parses bytes.
   *
   * @param file a place to write them to
   * @throws IOException as some do for what they refuse
   */
  abstract void parse(byte[] bytes, Path file) throws IOException;

  /** Returns its name on the command line and among the resources. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the one of that label. */
  public static FuzzTarget labelled(String label) {
    return Arrays.stream(values())
        .filter(target -> target.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no target " + label));
  }

  /** Parses bytes; that they are refused is no defect. */
  public void feed(byte[] bytes, Path file) {
    try {
      parse(bytes, file);
    } catch (Failure | IOException refused) {
      if (refused.getMessage() != null && refused.getMessage().length() > 100_000) {
        throw new IllegalStateException("a message that nobody can read", refused);
      }
    }
  }

  private static void readAll(Path file) throws IOException {
    TorchArchive archive = TorchArchive.open(file);
    CodeReader.forward(
        archive,
        new Term("input"),
        new CodeReader.Functions() {
          @Override
          public Optional<Term> apply(String name, List<Object> arguments) {
            return Optional.of(new Term(name));
          }

          @Override
          public Term weight(String path) {
            return new Term(path);
          }
        });
    for (String name : archive.tensors().keySet()) {
      archive.floats(List.of(name));
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }
}
