package io.headstart.io;

import io.headstart.Failure;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where caches live. */
public final class HeadstartHome {
  /** The environment variable that decides. */
  public static final String VARIABLE = "HEADSTART_HOME";

  private HeadstartHome() {}

  /** Returns the folder for this process, absolute; it need not exist. */
  public static Path locate() {
    return locate(
            System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""))
        .toAbsolutePath()
        .normalize();
  }

  /**
   * Returns HEADSTART_HOME, else {@code headstart} in the user's cache folder: XDG_CACHE_HOME (when
   * absolute, as its specification demands) or ~/.cache, ~/Library/Caches on macOS, LOCALAPPDATA on
   * Windows. A variable that is empty counts as absent.
   *
   * @param environment the environment variables
   * @param osName as in the system property os.name
   * @param userHome the user's home folder
   * @throws Failure when nothing says where: no variable and no home
   */
  public static Path locate(Map<String, String> environment, String osName, String userHome) {
    String chosen = environment.getOrDefault(VARIABLE, "");
    if (!chosen.isBlank()) {
      return Path.of(chosen);
    }
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return local.isBlank()
          ? home(userHome).resolve("AppData").resolve("Local").resolve("headstart")
          : Path.of(local, "headstart");
    }
    if (os.startsWith("mac")) {
      return home(userHome).resolve("Library").resolve("Caches").resolve("headstart");
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    return !xdg.isBlank() && Path.of(xdg).isAbsolute()
        ? Path.of(xdg, "headstart")
        : home(userHome).resolve(".cache").resolve("headstart");
  }

  private static Path home(String userHome) {
    // Java says "?" for a user without an entry in the user database, as in some containers.
    if (userHome.isBlank() || userHome.equals("?")) {
      throw Failure.missing("no folder for caches is known")
          .received("neither %s nor a home folder of the user", VARIABLE)
          .accepted("%s=a folder that can be written", VARIABLE)
          .next("Set %s and run again.", VARIABLE)
          .build();
    }
    return Path.of(userHome);
  }
}
