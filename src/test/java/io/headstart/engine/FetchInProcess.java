package io.headstart.engine;

import io.headstart.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A second process for {@link NativesDownloadTest}: natives folder, address, SHA-256. */
final class FetchInProcess {
  private FetchInProcess() {}

  public static void main(String[] args) {
    NativesSource source =
        new NativesSource(
            URI.create(args[1]),
            args[2],
            Optional.empty(),
            Duration.ofSeconds(10),
            1,
            Duration.ZERO);
    System.out.println(new NativesDownload(Path.of(args[0]), source, false).fetch(Progress.NONE));
  }
}
