package io.headstart.engine;

import io.headstart.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A second process for {@link NativesDownloadTest}: natives folder, address, SHA-256. */
final class FetchInProcess {
  private FetchInProcess() {}

  public static void main(String[] args) {
    NativesSource source =
        new NativesSource(
            new RemoteFile(
                URI.create(args[1]),
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(10),
                1,
                Duration.ZERO),
            args[2]);
    System.out.println(new NativesDownload(Path.of(args[0]), source, false).fetch(Progress.NONE));
  }
}
