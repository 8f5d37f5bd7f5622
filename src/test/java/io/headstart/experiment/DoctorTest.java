package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.cli.Main;
import io.headstart.engine.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with empty caches and a network of which a proxy sees every use. */
class DoctorTest {
  @TempDir private Path folder;

  private String run(CountingProxy proxy, String... arguments) throws Exception {
    Assumptions.assumeTrue(System.getenv("DJL_OFFLINE") == null, "the variable would win");
    String port = Integer.toString(proxy.port());
    List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    for (String protocol : List.of("http", "https")) {
      options.add("-D" + protocol + ".proxyHost=127.0.0.1");
      options.add("-D" + protocol + ".proxyPort=" + port);
    }
    Map<String, String> environment =
        Map.of(
            "HEADSTART_HOME",
            folder.resolve("home").toString(),
            "DJL_CACHE_DIR",
            folder.resolve("djl").toString());
    return ChildJvm.output(ChildJvm.start(folder, environment, options, Main.class, arguments));
  }

  @Test
  void theDoctorFetchesNothingAndSaysWhatARunWould() throws Exception {
    try (CountingProxy proxy = new CountingProxy()) {
      String output = run(proxy, "doctor");
      assertThat(output)
          .contains("MISSING  backbone", "the backbone's weights are not on this machine")
          .contains("a run with a network would fetch it first: 41,574,720 bytes")
          .contains("run `java -jar trainer.jar setup model`")
          .contains("MISSING  data", "the images are not on this machine")
          .contains("would fetch it first: 169,576,726 bytes")
          .contains("run `java -jar trainer.jar setup data`");
      assertThat(proxy.connections()).isEmpty();
    }
  }

  /** So that the silence above means something. */
  @Test
  void theProxySeesWhatSetupWouldFetch() throws Exception {
    try (CountingProxy proxy = new CountingProxy()) {
      assertThat(run(proxy, "setup", "data")).contains("cannot download CIFAR-10");
      assertThat(run(proxy, "setup", "model")).contains("resnet18_embedding could not be had");
      assertThat(proxy.connections()).hasSizeGreaterThanOrEqualTo(2).allMatch(DoctorTest::isDjl);
    }
  }

  @Test
  void offlineNothingIsAskedEither() throws Exception {
    try (CountingProxy proxy = new CountingProxy()) {
      assertThat(run(proxy, "setup", "--offline")).contains("downloads are off (offline mode)");
      assertThat(proxy.connections()).isEmpty();
    }
  }

  private static boolean isDjl(String request) {
    return request.startsWith("CONNECT mlrepo.djl.ai");
  }
}
