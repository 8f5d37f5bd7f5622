package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What Dockerfile.cuda says again, because its natives layer must not depend on the sources. */
final class DockerfileTest {
  @Test
  void theImageFetchesTheSameArchiveIntoTheSamePlace() throws Exception {
    assertThat(Path.of("Dockerfile.cuda"))
        .content()
        .contains("ARG LIBTORCH_URL=" + CudaNatives.URL + "\n")
        .contains("ARG LIBTORCH_SHA256=" + CudaNatives.SHA256 + "\n")
        .contains("folder=\"$NATIVES/" + CudaNatives.FOLDER + "\"")
        .contains(HostFacts.NATIVES_VARIABLE + "=/opt/headstart/natives");
  }

  @Test
  void theBundledNativesAreOfTheSameVersion() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<libtorch.version>" + CudaNatives.VERSION + "</libtorch.version>");
  }
}
