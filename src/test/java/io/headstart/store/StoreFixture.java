package io.headstart.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A store in a temporary folder and one request to it. */
final class StoreFixture {
  static final FeatureKey KEY = FeatureKey.of(Map.of("images", "abc", "backbone", "fake"));
  static final String ID = KEY.id();

  final Path root;
  final RecordingProgress progress = new RecordingProgress();
  final FeatureStore store;
  final EntryFiles files;

  StoreFixture(Path root) {
    this.root = root;
    store = new LocalFeatureStore(root, progress);
    files = new EntryFiles(root, ID);
  }

  static FeatureRequest request(int count, int dimension) {
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 10;
    }
    return new FeatureRequest(KEY, "part", labels, dimension);
  }

  String[] names() throws IOException {
    try (Stream<Path> names = Files.list(root)) {
      return names
          .map(path -> path.getFileName().toString().replace(ID, "id"))
          .sorted()
          .toArray(String[]::new);
    }
  }

  /** Turns one bit of a file. */
  static void damage(Path path, long position) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    bytes[(int) position] ^= 1;
    Files.write(path, bytes);
  }
}
