package io.headstart.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the proof extracts: CIFAR-10 and photographs where they are, drawn images elsewhere.
 *
 * @param records settings for images that lie in memory
 * @param photographs settings for a folder of files
 * @param count images of {@code records}
 * @param fewPhotographs a folder of some hundred files; empty where images are drawn
 */
record ProofImages(
    List<String> records, List<String> photographs, int count, Optional<Path> fewPhotographs) {
  /** As often the few photographs there are lie in the folder, under other names. */
  private static final int TIMES = 12;

  /**
   * Finds them.
   *
   * @param assets a folder with cifar-10-batches-bin, photographs and resnet18_embedding; null for
   *     none
   * @param side pixels a side that the backbone sees
   */
  static ProofImages of(String assets, String side, Path work) throws IOException {
    List<String> common =
        List.of("device=cpu", "features.precision=float32", "features.image-size=" + side);
    if (assets == null) {
      List<String> drawn = new ArrayList<>(common);
      drawn.addAll(
          List.of(
              "features.weights=random",
              "data.source=synthetic",
              "data.synthetic={train: 10000, test: 10}",
              "data.split={validation: 0.2, test: []}"));
      return new ProofImages(drawn, drawn, 10_000, Optional.empty());
    }
    Path there = Path.of(assets).toAbsolutePath();
    List<String> network = new ArrayList<>(common);
    network.add("features.weights=" + there.resolve("resnet18_embedding/resnet18_embedding.pt"));
    List<String> cifar = new ArrayList<>(network);
    cifar.addAll(
        List.of(
            "data.source=cifar10",
            "data.path=" + there.resolve("cifar-10-batches-bin"),
            "data.split={train: [data_batch_1], validation: 0.2, test: []}"));
    List<String> photographs = new ArrayList<>(network);
    photographs.addAll(
        List.of(
            "data.source=folder",
            "data.image-size=" + side,
            "data.path=" + repeated(there.resolve("photographs"), work.resolve("photographs"))));
    return new ProofImages(cifar, photographs, 10_000, Optional.of(there.resolve("photographs")));
  }

  private static Path repeated(Path photographs, Path target) throws IOException {
    if (Files.exists(target)) {
      return target;
    }
    try (Stream<Path> all = Files.walk(photographs)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path folder = target.resolve(photographs.relativize(file.getParent()));
        Files.createDirectories(folder);
        for (int copy = 0; copy < TIMES; copy++) {
          Files.createSymbolicLink(folder.resolve(copy + "-" + file.getFileName()), file);
        }
      }
    }
    return target;
  }
}
