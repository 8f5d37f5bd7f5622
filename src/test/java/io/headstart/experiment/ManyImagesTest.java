package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.engine.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyImagesTest {
  @TempDir private Path folder;

  /**
   * 46,000 more images are 134 MiB of pixels and 90 MiB of features: neither may be in memory, in
   * the heap (which could not hold them) or outside of it.
   */
  @Test
  void extractionNeedsTheSameMemoryForManyImagesAsForFew() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "Linux says what it uses");
    Path network = TinyNetwork.write(folder.resolve("tiny.pt"));
    long few = peak(4_000, network);
    long many = peak(50_000, network);
    // 33 to 64 were measured: compiled code and malloc's arenas, more of them on a busy machine.
    assertThat(many - few).as("MiB for 46,000 more images").isLessThan(80);
  }

  private long peak(int images, Path network) throws Exception {
    // A heap that is touched from the start: otherwise a later collection would look like growth.
    List<String> options =
        List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=32m");
    Process process =
        ChildJvm.start(
            folder,
            Map.of("DJL_OFFLINE", "true"),
            options,
            ExtractionInProcess.class,
            Integer.toString(images),
            network.toString(),
            folder.resolve("home").toString());
    String output = ChildJvm.output(process);
    assertThat(output).contains("extracted " + images);
    Matcher peak = Pattern.compile("peak MiB (\\d+)").matcher(output);
    assertThat(peak.find()).as(output).isTrue();
    return Long.parseLong(peak.group(1));
  }
}
