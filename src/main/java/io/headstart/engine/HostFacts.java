package io.headstart.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the choice of natives depends on, as seen on this machine.
 *
 * @param platform operating system and processor as DJL names them, such as {@code linux-x86_64}
 * @param driver whether an NVIDIA driver can be used
 * @param evidence what was seen of the driver, in words
 * @param named the folder the user named, if any
 * @param flavor the build the user named in PYTORCH_FLAVOR; empty when none
 * @param version the version the user named in PYTORCH_VERSION; empty when none
 * @param cudaNatives where CUDA natives lie, if anywhere
 * @param searched where they were looked for, in that order
 */
public record HostFacts(
    String platform,
    Driver driver,
    String evidence,
    Optional<NamedPath> named,
    String flavor,
    String version,
    Optional<Path> cudaNatives,
    List<Path> searched) {

  /** The variable that names a folder with CUDA natives, as container images set it. */
  public static final String NATIVES_VARIABLE = "HEADSTART_NATIVES";

  private static final Pattern DRIVER_VERSION =
      Pattern.compile("Kernel Module[^0-9]*([0-9]+(\\.[0-9]+)+)");

  /** Where Linux distributions, the NVIDIA container toolkit and WSL put the driver's library. */
  private static final List<String> LIBRARY_FOLDERS =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "lib/x86_64-linux-gnu",
          "usr/lib64",
          "usr/lib",
          "usr/local/nvidia/lib64",
          "usr/local/nvidia/lib",
          "usr/lib/wsl/lib",
          "run/opengl-driver/lib");

  /** How much of an NVIDIA driver there is. */
  public enum Driver {
    /** None. */
    ABSENT,
    /** One on the host, but no GPU is shown to this process, as in a container without GPUs. */
    HIDDEN,
    /** One that can be used, as far as can be seen without loading it. */
    PRESENT
  }

  /**
   * What PYTORCH_LIBRARY_PATH says.
   *
   * @param given as given
   * @param folder the first folder in it with a {@code libtorch.so}; that is the one DJL takes
   * @param cuda whether that folder holds a CUDA build
   */
  public record NamedPath(String given, Optional<Path> folder, boolean cuda) {}

  /** Looks at this machine. */
  public static HostFacts detect(Path home) {
    return detect(Path.of("/"), settings(), home);
  }

  /**
   * Looks at a machine.
   *
   * @param root its root folder: {@code /}, or a made-up host in a test
   * @param settings environment variables and, where those are silent, system properties: {@code
   *     os.name}, {@code os.arch}, {@code user.home}, {@code PATH} and those of DJL and Headstart
   * @param home where Headstart keeps its caches
   */
  public static HostFacts detect(Path root, Map<String, String> settings, Path home) {
    List<Path> searched = searched(settings, home);
    StringBuilder evidence = new StringBuilder();
    Driver driver = driver(root, settings, evidence);
    return new HostFacts(
        platform(settings),
        driver,
        evidence.toString(),
        named(settings.getOrDefault("PYTORCH_LIBRARY_PATH", "")),
        settings.getOrDefault("PYTORCH_FLAVOR", ""),
        settings.getOrDefault("PYTORCH_VERSION", ""),
        searched.stream().filter(CudaNatives::isWhole).findFirst(),
        searched);
  }

  /** Returns system properties and over them, as DJL reads them, the environment. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      settings.put(name, System.getProperty(name));
    }
    settings.putAll(System.getenv());
    return settings;
  }

  private static String platform(Map<String, String> settings) {
    String name = settings.getOrDefault("os.name", "").toLowerCase(Locale.ROOT);
    String os = name.startsWith("win") ? "win" : name.startsWith("mac") ? "osx" : name;
    String arch = settings.getOrDefault("os.arch", "");
    return os + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static Driver driver(Path root, Map<String, String> settings, StringBuilder evidence) {
    Path kernelModule = root.resolve("proc/driver/nvidia/version");
    boolean device =
        Files.exists(root.resolve("dev/nvidiactl")) || Files.exists(root.resolve("dev/dxg"));
    Optional<Path> library =
        LIBRARY_FOLDERS.stream()
            .map(folder -> root.resolve(folder).resolve("libcuda.so.1"))
            .filter(Files::exists)
            .findFirst();
    Optional<Path> tool = onPath(root, settings, "nvidia-smi");
    List<String> seen = new ArrayList<>();
    if (Files.exists(kernelModule)) {
      seen.add("kernel module " + kernelVersion(kernelModule));
    }
    if (device) {
      seen.add("device files");
    }
    library.ifPresent(path -> seen.add(path.toString()));
    tool.ifPresent(path -> seen.add(path.toString()));
    evidence.append(seen.isEmpty() ? "nothing of an NVIDIA driver" : String.join(", ", seen));
    if (seen.isEmpty() || settings.getOrDefault("os.name", "").startsWith("Win")) {
      return Driver.ABSENT;
    }
    String visible = settings.get("CUDA_VISIBLE_DEVICES");
    if (visible != null && (visible.isBlank() || visible.startsWith("-"))) {
      evidence.append(", hidden by CUDA_VISIBLE_DEVICES='").append(visible).append("'");
      return Driver.HIDDEN;
    }
    // The kernel module's file shows through into containers that were given no GPU; the device
    // files and the driver's library do not. A library without device files is still a driver:
    // a host makes the files on the first use.
    return library.isPresent() || device ? Driver.PRESENT : Driver.HIDDEN;
  }

  private static String kernelVersion(Path file) {
    try {
      Matcher matcher = DRIVER_VERSION.matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1) : "of unknown version";
    } catch (IOException e) {
      return "of unknown version";
    }
  }

  private static Optional<Path> onPath(Path root, Map<String, String> settings, String program) {
    for (String folder : list(settings.getOrDefault("PATH", ""))) {
      Path path = root.resolve(folder.replaceFirst("^/", "")).resolve(program);
      if (folder.startsWith("/") && Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static List<String> list(String paths) {
    return List.of(paths.split(File.pathSeparator, -1));
  }

  private static Optional<NamedPath> named(String given) {
    if (given.isBlank()) {
      return Optional.empty();
    }
    for (String part : list(given)) {
      Path path = Path.of(part);
      Path folder = path.endsWith("libtorch.so") ? path.toAbsolutePath().getParent() : path;
      if (Files.isRegularFile(folder.resolve("libtorch.so"))) {
        boolean cuda = Files.exists(folder.resolve("libtorch_cuda.so"));
        return Optional.of(new NamedPath(given, Optional.of(folder.toAbsolutePath()), cuda));
      }
    }
    return Optional.of(new NamedPath(given, Optional.empty(), false));
  }

  private static List<Path> searched(Map<String, String> settings, Path home) {
    List<Path> folders = new ArrayList<>();
    String image = settings.getOrDefault(NATIVES_VARIABLE, "");
    if (!image.isBlank()) {
      folders.add(Path.of(image));
      folders.add(Path.of(image, CudaNatives.FOLDER));
    }
    folders.add(home.resolve("natives").resolve(CudaNatives.FOLDER));
    Path engineCache = engineCache(settings).resolve("pytorch");
    folders.add(engineCache.resolve(CudaNatives.FOLDER));
    // DJL puts a build date between version and flavor: 2.7.1-20250812-cu128-linux-x86_64.
    String dated = CudaNatives.VERSION + "-*-" + CudaNatives.FLAVOR + "-" + CudaNatives.PLATFORM;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(engineCache, dated)) {
      entries.forEach(folders::add);
    } catch (IOException e) {
      // No such cache yet: nothing to add.
      return folders;
    }
    return folders;
  }

  /** DJL's rule: ENGINE_CACHE_DIR, else DJL_CACHE_DIR, else .djl.ai in the user's home folder. */
  private static Path engineCache(Map<String, String> settings) {
    for (String variable : List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")) {
      String folder = settings.getOrDefault(variable, "");
      if (!folder.isBlank()) {
        return Path.of(folder);
      }
    }
    return Path.of(settings.getOrDefault("user.home", ""), ".djl.ai");
  }
}
