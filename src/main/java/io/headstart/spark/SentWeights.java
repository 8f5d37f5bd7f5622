package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.WeightFile;
import io.headstart.config.FeatureSettings;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A backbone's weights on their way from the driver to the other machines: sent once, known by
 * their SHA-256 on both sides.
 */
final class SentWeights {
  private static final String ZOO = "zoo";

  private SentWeights() {}

  /**
   * Sends the files that the settings of one backbone name, fetching them to this machine if need
   * be.
   *
   * @param home the caches of this machine
   * @return what was sent; nothing for weights that are drawn
   */
  static List<SentFile> send(
      FeatureSettings one, Path home, boolean offline, JavaSparkContext spark) {
    Optional<WeightFile> weights = Backbones.weights(one);
    List<SentFile> sent = new ArrayList<>();
    for (Path file :
        weights.map(w -> WeightFile.files(w.obtain(offline, Progress.NONE))).orElse(List.of())) {
      SentFile known = new SentFile(file.getFileName().toString(), hash(file));
      Path link = home.resolve("sent").resolve(known.sentName());
      link(link, file);
      // With a scheme the name stays that of the link.
      spark.addFile("file:" + link.toAbsolutePath());
      sent.add(known);
    }
    return sent;
  }

  /**
   * Returns the settings with the weights that were sent, on the machine that gets them. Where the
   * same ones are there already, by the settings as they are, these are taken.
   *
   * @param home the caches of this machine
   * @throws Failure when the bytes that came are others
   */
  static FeatureSettings receive(FeatureSettings one, List<SentFile> files, Path home) {
    if (files.isEmpty() || isHere(one, files)) {
      return one;
    }
    for (SentFile file : files) {
      Path came = came(file);
      if (!hash(came).equals(file.sha256())) {
        throw Failure.run("the weights that came from the driver are damaged")
            .received("%s with the SHA-256 %s", came, hash(came))
            .accepted("%s", file.sha256())
            .next("run the same command again")
            .build();
      }
      if (one.source().equals(ZOO)) {
        link(Backbones.weights(one).orElseThrow().place().resolve(file.name()), came);
        return one;
      }
      link(folder(files, home).resolve(file.name()), came);
    }
    return one.withWeights(List.of(folder(files, home).resolve(files.get(0).name()).toString()));
  }

  /**
   * Returns the settings with all backbones' weights, on the machine that gets them.
   *
   * @param files those of each backbone, in order
   */
  static FeatureSettings receiveAll(
      FeatureSettings settings, List<List<SentFile>> files, Path home) {
    List<FeatureSettings> each = settings.each();
    List<String> here = new ArrayList<>();
    for (int place = 0; place < each.size(); place++) {
      here.add(receive(each.get(place), files.get(place), home).source());
    }
    return settings.withWeights(here);
  }

  private static boolean isHere(FeatureSettings one, List<SentFile> files) {
    WeightFile weights = Backbones.weights(one).orElseThrow();
    if (!weights.isHere()) {
      return false;
    }
    List<Path> here = WeightFile.files(weights.obtain(true, Progress.NONE));
    return here.stream()
        .map(file -> new SentFile(file.getFileName().toString(), hash(file)))
        .toList()
        .equals(files);
  }

  private static Path came(SentFile file) {
    return Path.of(SparkFiles.get(file.sentName()));
  }

  private static Path folder(List<SentFile> files, Path home) {
    return home.resolve("sent").resolve(Sha256.of(files.toString()));
  }

  private static String hash(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }

  /** The same link again is no change: others may be reading through it. */
  private static void link(Path link, Path file) {
    try {
      Path real = file.toRealPath();
      if (!Files.exists(link) || !Files.isSameFile(link, real)) {
        AtomicFiles.link(link.toAbsolutePath(), real);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(link, e);
    }
  }
}
