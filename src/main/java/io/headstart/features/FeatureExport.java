package io.headstart.features;

import com.google.gson.Gson;
import io.headstart.Failure;
import io.headstart.data.ImageSet;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Csv;
import io.headstart.io.DiskFailure;
import io.headstart.io.EarlierOutput;
import io.headstart.io.NumpyArchive;
import io.headstart.io.PendingFile;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.SafetensorsHeader;
import io.headstart.safetensors.TensorType;
import io.headstart.store.StoredFeatures;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the features of image sets with the names of the images, for other programs: row by row,
 * so that the sets may be larger than memory. Images that could not be read are left out.
 *
 * <p>By the file's ending: {@code .npz} with {@code features} float32 [N, D], {@code labels} int64
 * [N] and {@code names} [N]; {@code .safetensors} with the same, where {@code names} is uint8: each
 * name in UTF-8 with a zero byte behind it; {@code .csv} with the columns file, label, class, f0,
 * f1 and so on.
 *
 * @param parts sets and their features, in order
 * @param classes names in the order of the labels
 */
public record FeatureExport(List<Part> parts, List<String> classes) {
  private static final int BUFFER = 1 << 16;

  /** A set and the features of its images. */
  public record Part(ImageSet images, StoredFeatures features) {}

  /** What is done with an image that could be read. */
  @FunctionalInterface
  private interface Row {
    void write(Part part, int index) throws IOException;
  }

  /**
   * Checks that the name of a file says how it is to be written, and that it is free or has such a
   * file, which is replaced.
   */
  public static void requireFormat(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (List.of(".npz", ".safetensors", ".csv").stream().noneMatch(name::endsWith)) {
      throw Failure.usage("the file's name does not say how features are to be written")
          .received("%s", file)
          .accepted("a name that ends in .npz, .safetensors or .csv")
          .next("choose such a name")
          .build();
    }
    EarlierOutput.require(file, sign(name), "--export");
  }

  /** Returns what stands near the beginning of such a file. */
  private static String sign(String name) {
    return name.endsWith(".npz") ? "features.npy" : name.endsWith(".csv") ? "f0" : "\"features\"";
  }

  /**
   * Writes a file; one that is there is replaced.
   *
   * @return how many rows
   */
  public int write(Path file) {
    requireFormat(file);
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    try {
      int count = count();
      if (name.endsWith(".npz")) {
        writeNumpy(file, count);
      } else if (name.endsWith(".csv")) {
        writeCsv(file);
      } else {
        writeSafetensors(file, count);
      }
      return count;
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  private void forEach(Row row) throws IOException {
    for (Part part : parts) {
      for (int i = 0; i < part.features().count(); i++) {
        if (part.features().isValid(i)) {
          row.write(part, i);
        }
      }
    }
  }

  private int count() throws IOException {
    int[] count = new int[1];
    forEach((part, index) -> count[0]++);
    return count[0];
  }

  private int dimension() {
    return parts.get(0).features().dimension();
  }

  private void writeNumpy(Path file, int count) throws IOException {
    int[] longest = {1};
    forEach(
        (part, i) -> {
          String name = part.images().imageName(i);
          longest[0] = Math.max(longest[0], name.codePointCount(0, name.length()));
        });
    try (PendingFile pending = PendingFile.of(file)) {
      try (NumpyArchive archive =
          new NumpyArchive(new BufferedOutputStream(pending.stream(), BUFFER)).uncompressed()) {
        features(archive.start("features", "<f4", "(%d, %d)".formatted(count, dimension())));
        labels(archive.start("labels", "<i8", "(%d,)".formatted(count)));
        OutputStream names = archive.start("names", "<U" + longest[0], "(%d,)".formatted(count));
        forEach(
            (part, i) -> {
              byte[] text = new byte[Integer.BYTES * longest[0]];
              ByteBuffer buffer = little(text);
              part.images().imageName(i).codePoints().forEach(buffer::putInt);
              names.write(text);
            });
      }
      pending.commit();
    }
  }

  private void features(OutputStream out) throws IOException {
    byte[] bytes = new byte[Float.BYTES * dimension()];
    FloatBuffer row = little(bytes).asFloatBuffer();
    forEach(
        (part, i) -> {
          part.features().copyRows(i, 1, row.clear());
          out.write(bytes);
        });
  }

  private void labels(OutputStream out) throws IOException {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer label = little(bytes);
    forEach(
        (part, i) -> {
          label.putLong(0, part.images().label(i));
          out.write(bytes);
        });
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] terminated(String name) {
    return (name + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private void writeSafetensors(Path file, int count) throws IOException {
    long[] length = new long[1];
    forEach((part, i) -> length[0] += terminated(part.images().imageName(i)).length);
    Map<String, TensorType> types =
        Map.of(
            "features", new TensorType(DType.F32, count, dimension()),
            "labels", new TensorType(DType.I64, count),
            "names", new TensorType(DType.U8, length[0]));
    String list = new Gson().toJson(classes);
    SafetensorsHeader header = SafetensorsHeader.layOut(types, Map.of("classes", list));
    AtomicFiles.write(
        file,
        channel -> {
          channel.write(header.encode());
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
          for (SafetensorsHeader.Entry entry : header.entries()) {
            switch (entry.name()) {
              case "features" -> features(out);
              case "labels" -> labels(out);
              default -> forEach((part, i) -> out.write(terminated(part.images().imageName(i))));
            }
          }
          out.flush();
        });
  }

  private void writeCsv(Path file) throws IOException {
    try (PendingFile pending = PendingFile.of(file)) {
      OutputStream out = new BufferedOutputStream(pending.stream(), BUFFER);
      List<Object> fields = new ArrayList<>(List.of("file", "label", "class"));
      for (int f = 0; f < dimension(); f++) {
        fields.add("f" + f);
      }
      out.write(Csv.line(fields).getBytes(StandardCharsets.UTF_8));
      float[] values = new float[dimension()];
      FloatBuffer row = FloatBuffer.wrap(values);
      forEach(
          (part, i) -> {
            part.features().copyRows(i, 1, row.clear());
            int label = part.images().label(i);
            fields.clear();
            fields.addAll(List.of(part.images().imageName(i), label, classes.get(label)));
            for (float value : values) {
              fields.add(value);
            }
            out.write(Csv.line(fields).getBytes(StandardCharsets.UTF_8));
          });
      out.flush();
      pending.commit();
    }
  }
}
