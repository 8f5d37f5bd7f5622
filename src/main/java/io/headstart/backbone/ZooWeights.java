package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.data.DjlArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model of DJL's zoo: one {@code .pt} file.
 *
 * @param artifact where it lies and where it is fetched from
 * @param downloadBytes as DJL's list of its files says
 */
public record ZooWeights(DjlArtifact artifact, long downloadBytes) implements WeightFile {
  private static final String RETRY =
      "run the same command again once the address can be reached (behind a proxy set HTTPS_PROXY)";

  @Override
  public String text() {
    return "zoo";
  }

  @Override
  public Path place() {
    return artifact.folder();
  }

  @Override
  public boolean isHere() {
    return found().isPresent();
  }

  /**
   * Returns the file. One that is there is taken as it is: DJL itself would look for newer metadata
   * once a day and fail without a network.
   */
  @Override
  public Path obtain(boolean offline, Progress progress) {
    if (isHere()) {
      return found().orElseThrow();
    }
    if (offline) {
      throw missing(
              "no .pt file in " + place() + ", and downloads are off (offline mode)",
              "run `java -jar trainer.jar setup model` with the same settings once with a network")
          .build();
    }
    try {
      artifact.fetch(progress);
    } catch (IOException e) {
      throw missing(e.toString(), RETRY).cause(e).build();
    }
    return found()
        .orElseThrow(
            () -> missing("no .pt file in " + place() + " after the download", RETRY).build());
  }

  /** The archive that DJL unpacks there may have a folder of its own. */
  private Optional<Path> found() {
    if (!Files.isDirectory(place())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(place(), 2)) {
      return files
          .filter(path -> path.getFileName().toString().endsWith(".pt"))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Begins to say that the file is not there.
   *
   * @param way to have it that is left
   */
  private Failure.Builder missing(String reason, String way) {
    return Failure.missing("the zoo's %s could not be had", artifact.name())
        .received("%s", reason)
        .accepted("a copy in DJL's cache, or access to DJL's model zoo, %s", DjlArtifact.address())
        .next("%s, or set features.weights to a .pt file or to random", way);
  }
}
