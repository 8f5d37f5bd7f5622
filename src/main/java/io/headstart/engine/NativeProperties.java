package io.headstart.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Says a choice in the properties that DJL and JNA read when their first classes are loaded. */
final class NativeProperties {
  private static final String OFFLINE = "ai.djl.offline";

  private NativeProperties() {}

  static void set(NativeChoice choice) {
    // DJL would otherwise report every engine start to its makers.
    setUnlessSaid("OPT_OUT_TRACKING", "true");
    if (choice instanceof NativeChoice.Named named) {
      setUnlessSaid("PYTORCH_FLAVOR", named.flavor());
      showCudaRuntime(named.folder());
    } else if (choice instanceof NativeChoice.Cuda cuda) {
      System.setProperty("PYTORCH_LIBRARY_PATH", cuda.folder().toString());
      setUnlessSaid("PYTORCH_FLAVOR", CudaNatives.FLAVOR);
      showCudaRuntime(cuda.folder());
    }
  }

  /**
   * Loads the engine. Where it has no natives for a platform DJL would fetch them, unless its own
   * switch forbids that: a system property, which is put back afterwards.
   */
  static synchronized <T> T loading(boolean offline, Supplier<T> load) {
    String before = System.getProperty(OFFLINE);
    if (offline) {
      System.setProperty(OFFLINE, "true");
    }
    try {
      return load.get();
    } finally {
      if (offline && before == null) {
        System.clearProperty(OFFLINE);
      } else if (offline) {
        System.setProperty(OFFLINE, before);
      }
    }
  }

  private static void setUnlessSaid(String key, String value) {
    if (System.getProperty(key) == null && System.getenv(key) == null) {
      System.setProperty(key, value);
    }
  }

  /**
   * DJL counts GPUs through a library that JNA must find as {@code libcudart.so}; libtorch brings
   * it as {@code libcudart-218eec4c.so.12} or the like. A link of the right name, in a folder of
   * its own because the natives may be read-only, leads JNA to the very file libtorch loads.
   */
  private static void showCudaRuntime(Path natives) {
    try {
      Optional<Path> runtime;
      try (Stream<Path> files = Files.list(natives)) {
        runtime = files.filter(CudaNatives::isCudaRuntime).sorted().findFirst();
      }
      if (runtime.isEmpty()) {
        return;
      }
      Path folder = Files.createTempDirectory("headstart-cudart");
      Path link = folder.resolve("libcudart.so");
      Files.createSymbolicLink(link, runtime.get().toAbsolutePath());
      // The last registered goes first: the link, then its folder.
      folder.toFile().deleteOnExit();
      link.toFile().deleteOnExit();
      String others = System.getProperty("jna.library.path", "");
      System.setProperty(
          "jna.library.path",
          others.isEmpty() ? folder.toString() : folder + File.pathSeparator + others);
    } catch (IOException | UnsupportedOperationException e) {
      // Then DJL counts no GPU, and the check after the start says so.
      return;
    }
  }
}
