package io.headstart.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.config.DataSettings.Resize;
import io.headstart.config.SettingsReader;
import io.headstart.data.Datasets;
import io.headstart.data.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchReaderTest {
  private static final Path IMAGES = Path.of("src/test/resources/io/headstart/data/squares");

  @TempDir private Path folder;

  /** Every format, and among them a broken file. */
  private ImageSet images(Resize resize) throws IOException {
    for (String name : List.of("ants", "bees")) {
      Path target = Files.createDirectories(folder.resolve("images").resolve(name));
      try (Stream<Path> files = Files.list(IMAGES)) {
        for (Path file : files.filter(path -> !path.toString().endsWith(".txt")).toList()) {
          Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
        }
      }
      Files.writeString(target.resolve("broken.jpg"), "no image");
    }
    List<String> settings =
        List.of(
            "data.source=folder",
            "data.path=" + folder.resolve("images"),
            "data.image-size=16",
            "data.max-broken=2",
            "data.resize=" + resize.name().toLowerCase(Locale.ROOT));
    return Datasets.open(
            SettingsReader.parse("", SettingsReader.NO_FILE, settings).data(),
            0,
            folder,
            true,
            Progress.NONE)
        .train()
        .get(0);
  }

  private static byte[] read(ImageSet images, int batch, int threads) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    BitSet broken = new BitSet();
    try (BatchReader reader = new BatchReader(images, batch, threads)) {
      for (int from = 0; from < images.size(); from += batch) {
        BatchReader.Batch read = reader.read(from, Math.min(batch, images.size() - from));
        all.writeBytes(read.pixels());
        broken.or(read.broken());
      }
    }
    broken.stream().forEach(all::write);
    return all.toByteArray();
  }

  @Test
  void anyNumberOfThreadsAndAnyBatchReadTheSameBytes() throws IOException {
    for (Resize resize : Resize.values()) {
      ImageSet images = images(resize);
      byte[] alone = read(images, images.size(), 1);
      assertThat(alone).hasSize(images.size() * images.bytesPerImage() + 2);
      assertThat(read(images, images.size(), 5)).isEqualTo(alone);
      assertThat(read(images, 7, 3)).isEqualTo(alone);
    }
  }
}
