package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HarmlessOutputTest {
  private static String printed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(new HarmlessOutput(bytes), true, StandardCharsets.UTF_8);
    out.print(text);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void textPassesInAllLanguages() {
    String text = "a class\tna\u00efve \u00a0\u00bf\u00df \u00c2 \u732b \ud83d\ude38\n";
    assertThat(printed(text)).isEqualTo(text);
    assertThat(printed("")).isEmpty();
  }

  @Test
  void ordersToATerminalDoNot() {
    assertThat(printed("a\u001b[2Jb\u001b]0;title\u0007c\rd\be\u007f"))
        .isEqualTo("a?[2Jb?]0;title?c?d?e?");
    assertThat(printed("a\u009b2Jb\u0080")).isEqualTo("a\u00bf2Jb\u00bf");
  }

  @Test
  void aCharacterMayComeInTwoPieces() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HarmlessOutput out = new HarmlessOutput(bytes);
    for (byte one : "\u009b\u00e9\n".getBytes(StandardCharsets.UTF_8)) {
      out.write(one);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\u00bf\u00e9\n");
  }
}
