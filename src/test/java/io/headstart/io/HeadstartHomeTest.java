package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadstartHomeTest {
  @Test
  void withoutHomeAndVariableTheVariableIsAskedFor() {
    assertThatThrownBy(() -> HeadstartHome.locate(Map.of(), "Linux", "?"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("Set HEADSTART_HOME and run again.");
  }

  @Test
  void theVariableWinsEverywhereAndNeedsNoHome() {
    for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      Map<String, String> environment =
          Map.of("HEADSTART_HOME", "/data/h", "XDG_CACHE_HOME", "/x", "LOCALAPPDATA", "/l");
      assertThat(HeadstartHome.locate(environment, os, "")).isEqualTo(Path.of("/data/h"));
    }
  }

  @Test
  void anEmptyVariableIsAbsent() {
    Map<String, String> environment = Map.of("HEADSTART_HOME", " ", "XDG_CACHE_HOME", "");
    assertThat(HeadstartHome.locate(environment, "Linux", "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/headstart"));
  }

  @Test
  void linuxFollowsTheXdgSpecification() {
    Path absolute = Path.of("x").toAbsolutePath();
    assertThat(
            HeadstartHome.locate(Map.of("XDG_CACHE_HOME", absolute.toString()), "Linux", "/home/u"))
        .isEqualTo(absolute.resolve("headstart"));
    assertThat(HeadstartHome.locate(Map.of("XDG_CACHE_HOME", "relative"), "Linux", "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/headstart"));
  }

  @Test
  void macAndWindowsUseTheirOwnCacheFolders() {
    assertThat(HeadstartHome.locate(Map.of("XDG_CACHE_HOME", "/x"), "Mac OS X", "/Users/u"))
        .isEqualTo(Path.of("/Users/u/Library/Caches/headstart"));
    assertThat(HeadstartHome.locate(Map.of("LOCALAPPDATA", "/local"), "Windows 11", "/u"))
        .isEqualTo(Path.of("/local/headstart"));
    assertThat(HeadstartHome.locate(Map.of(), "Windows 11", "/u"))
        .isEqualTo(Path.of("/u/AppData/Local/headstart"));
  }
}
