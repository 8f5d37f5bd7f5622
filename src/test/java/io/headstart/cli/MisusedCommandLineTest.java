package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.headstart.engine.ChildJvm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MisusedCommandLineTest {
  @TempDir private Path folder;

  @Test
  void aMistypedCommandIsToldInFourPartsWithTheNearestNames() throws Exception {
    assertThat(output("predikt"))
        .startsWith("this command line is not understood")
        .contains("received: Unmatched argument at index 0: 'predikt'")
        .contains("accepted: predict")
        .contains("next:     see `trainer --help`");
  }

  @Test
  void withJsonTheErrorIsADocumentToo() throws Exception {
    String printed = output("serve", "--json");
    String document = printed.substring(printed.indexOf('{'), printed.lastIndexOf('}') + 1);
    assertThat(JsonParser.parseString(document).getAsJsonObject().get("exit-code").getAsInt())
        .isEqualTo(2);
    assertThat(document).contains("Missing required parameter: 'NAME'");
  }

  private String output(String... arguments) throws Exception {
    return ChildJvm.output(ChildJvm.start(folder, Map.of(), Main.class, arguments));
  }
}
