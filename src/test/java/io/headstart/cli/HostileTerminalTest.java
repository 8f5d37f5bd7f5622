package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.engine.ChildJvm;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the terminal of names that others chose, and of a locale without their letters. */
class HostileTerminalTest {
  @TempDir private Path folder;

  private String run(Map<String, String> environment, String command, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command, "--offline"));
    arguments.addAll(List.of(more));
    return ChildJvm.output(
        ChildJvm.start(folder, environment, Main.class, arguments.toArray(String[]::new)));
  }

  private static void images(Path of) throws IOException {
    Files.createDirectories(of);
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 3, of.hashCode());
    for (int i = 0; i < 4; i++) {
      ImageIO.write(image, "png", of.resolve(i + "\u001b]0;x\u0007.png").toFile());
    }
  }

  @Test
  void namesGiveTheTerminalNoOrders() throws Exception {
    Assumptions.assumeFalse(
        System.getProperty("os.name").startsWith("Windows"), "no such names there");
    images(folder.resolve("images/a\u001b[2J"));
    images(folder.resolve("images/=cmd|b"));
    Files.writeString(folder.resolve("images/=cmd|b/z\u001b[2J.png"), "broken");
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        data: {source: folder, path: images, image-size: 8, max-broken: 9, split: {validation: 0.25, test: []}}
        features: {backbone: pixels}
        train: {epochs: 1}
        checkpoint: {name: run}
        """);
    Map<String, String> home = Map.of("HEADSTART_HOME", folder.resolve("home").toString());
    String checkpoint = "--checkpoint=run";
    String printed =
        run(home, "train", "--config", "c.yaml")
            + run(home, "evaluate", checkpoint)
            + run(home, "predict", checkpoint, "images")
            + run(home, "predict", checkpoint, "--json", "images")
            + run(home, "predict", checkpoint, "no\u001b[2Jfile");
    assertThat(printed)
        .contains("a?[2J", "=cmd|b", "z?[2J.png", "\\u001b")
        .doesNotContainPattern("[\\p{Cntrl}&&[^\n\t]]");
    assertThat(run(home, "predict", checkpoint, "--csv", "images"))
        .contains(",'=cmd|b,")
        .doesNotContainPattern("[\\p{Cntrl}&&[^\n\t]]");
  }

  @Test
  void aPathThatTheLocaleCannotWriteIsSaidWithTheLocaleThatCan() throws Exception {
    Map<String, String> ascii = Map.of("LC_ALL", "C", "HEADSTART_HOME", "home");
    Files.writeString(folder.resolve("c.yaml"), "data: {source: folder, path: bl\u00fcten}\n");
    String printed = run(ascii, "train", "--config", "c.yaml");
    Assumptions.assumeFalse(printed.contains("is not a folder"), "this system writes all letters");
    assertThat(printed)
        .contains("this is no path here", "received: bl", "US-ASCII", "LC_ALL=C.UTF-8 java")
        .doesNotContain("internal error");
    Assumptions.assumeTrue(
        System.getProperty("sun.jnu.encoding").equals("UTF-8"), "the name cannot be handed on");
    assertThat(run(ascii, "predict", "--checkpoint=run", "bl\u00fcten.png"))
        .contains("this is no path here")
        .doesNotContain("internal error");
  }
}
