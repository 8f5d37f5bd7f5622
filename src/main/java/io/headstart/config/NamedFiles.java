package io.headstart.config;

import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Looks whether the files that a configuration names are there. Training does not ask: it opens
 * them, and a file may appear in between.
 */
public final class NamedFiles {
  private NamedFiles() {}

  /**
   * Returns a line for each file or folder that the run would open and that does not exist: {@code
   * data.path} and the {@code .pt} file of {@code features.weights}.
   */
  public static List<String> missing(Settings settings) {
    Problems problems = new Problems("settings", List.of());
    check(settings, path -> Optional.empty(), problems);
    return problems.missingTexts();
  }

  static void check(Settings settings, Function<String, Optional<Mark>> places, Problems problems) {
    DataSettings data = settings.data();
    if (data.source() != DataSettings.Source.SYNTHETIC && data.path().isPresent()) {
      String path = data.path().get();
      String accepted =
          data.source() == DataSettings.Source.CIFAR10
              ? "an existing folder or tar.gz"
              : "an existing folder, list or archive";
      // Whether there is something at an address only Hadoop can tell.
      Optional<Address> address = Address.of(path);
      if (address.map(Address::isLocal).orElse(true)) {
        String here = address.map(Address::path).orElse(path);
        report(here, "data.path", accepted, places, problems);
      }
    }
    FeatureSettings features = settings.features();
    if (!features.isPixels()) {
      features.weights().stream()
          .filter(weights -> !weights.startsWith("hf:"))
          .filter(weights -> !List.of("zoo", "random").contains(weights))
          .forEach(
              file ->
                  report(
                      file,
                      "features.weights",
                      "zoo, random, hf:OWNER/NAME, or an existing .safetensors or .pt file",
                      places,
                      problems));
    }
  }

  private static void report(
      String file,
      String key,
      String accepted,
      Function<String, Optional<Mark>> places,
      Problems problems) {
    if (!new File(file).exists()) { // a Path would refuse some texts with an exception
      problems.addMissing(
          places.apply(key), key, '"' + file + "\", which does not exist", accepted);
    }
  }
}
