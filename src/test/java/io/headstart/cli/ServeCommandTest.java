package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong before anything is served. */
class ServeCommandTest {
  @TempDir private Path folder;

  private record Ended(int code, String err) {}

  private Ended serve(String... more) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--offline", "--set", "checkpoint.directory=" + folder));
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      return new Ended(
          Main.run(arguments.toArray(String[]::new)), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void withoutANameThereIsNothingToServe() {
    assertThat(serve().code()).isEqualTo(2);
  }

  @Test
  void aCheckpointThatIsNotThereIsMissing() {
    Ended ended = serve("model_1");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("there is no checkpoint model_1", "next:");
  }

  @Test
  void numbersOutOfRangeAreNamedWithTheirRange() {
    String[][] wrong = {
      {"--port", "65536", "0 .. 65535"},
      {"--max-body", "65", "1 .. 64"},
      {"--queue", "63", "64 .. "},
      {"--timeout", "0", "1 .. 3600"}
    };
    for (String[] one : wrong) {
      Ended ended = serve("model_1", one[0], one[1]);
      assertThat(ended.code()).as(one[0]).isEqualTo(2);
      assertThat(ended.err()).contains(one[0] + " " + one[1], one[2]);
    }
  }

  @Test
  void aTokenThatIsNoneIsNotTakenForNoToken() throws Exception {
    Ended missing = serve("model_1", "--token-file", folder.resolve("none").toString());
    assertThat(missing.code()).isEqualTo(3);
    Path file = Files.writeString(folder.resolve("token"), "short\n");
    Ended ended = serve("model_1", "--token-file", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("5 characters", "8 or more").doesNotContain("short");
  }
}
