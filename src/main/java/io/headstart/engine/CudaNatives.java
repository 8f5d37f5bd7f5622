package io.headstart.engine;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The one CUDA build of libtorch that fits this program: DJL's JNI library fits exactly one
 * version, and another one crashes the process instead of failing.
 */
public final class CudaNatives {
  /** The version of libtorch. */
  public static final String VERSION = "2.7.1";

  /** DJL's name of the build: CUDA 12.8. */
  public static final String FLAVOR = "cu128";

  /** DJL's name of the only platform the build is for. */
  public static final String PLATFORM = "linux-x86_64";

  /** The folder's name, in DJL's engine cache and in ours. */
  public static final String FOLDER = VERSION + "-" + FLAVOR + "-" + PLATFORM;

  /** PyTorch's own archive of that build. */
  static final String ARCHIVE =
      "libtorch-cxx11-abi-shared-with-deps-" + VERSION + "+" + FLAVOR + ".zip";

  /** Where PyTorch publishes it. */
  static final String URL =
      "https://download.pytorch.org/libtorch/" + FLAVOR + "/" + ARCHIVE.replace("+", "%2B");

  /**
   * The archive's SHA-256. PyTorch publishes no checksum for it; this one stands, equal, in the
   * build scripts of three unrelated projects that fetch the same archive (CP2K's
   * install_libtorch.sh, cTuning's tool/torch-cpp-prebuilt, xTorch's cmake/linux.cmake). It was not
   * computed by this project from a download of its own.
   */
  static final String SHA256 = "ae513b437ae99150744ef1d06b02a4ecbbb9275c9ffe540c88909623e3293041";

  /** The record of a fetched folder: origin, checksum and the size of each file. */
  static final String MANIFEST = "natives.properties";

  /** In the manifest, precedes the name of a file; the value is its size in bytes. */
  static final String SIZE_KEY = "bytes.";

  private static final List<String> REQUIRED =
      List.of("libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so", "libc10.so", "libc10_cuda.so");

  /** The libraries that DJL's own CUDA package takes from the archive (its build.gradle.kts). */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(libc10(_cuda)?|libcaffe2_nvrtc|libtorch|libtorch_cpu|libtorch_cuda.*)\\.so"
              + "|(libcu|libgomp|libnv).*\\.so(\\.[0-9]+)*");

  private static final Pattern CUDA_RUNTIME =
      Pattern.compile("libcudart(-[0-9a-f]+)?\\.so(\\.[0-9]+)*");

  private CudaNatives() {}

  /** Returns whether a run needs this file of the archive's {@code lib} folder. */
  static boolean needs(String fileName) {
    return NEEDED.matcher(fileName).matches();
  }

  /** Returns whether this is CUDA's runtime, through which DJL counts GPUs. */
  static boolean isCudaRuntime(Path file) {
    return CUDA_RUNTIME.matcher(file.getFileName().toString()).matches();
  }

  /**
   * Returns whether the folder holds the natives: the libraries without which nothing works and,
   * where a manifest lies beside them, every file in its size.
   */
  static boolean isWhole(Path folder) {
    if (!REQUIRED.stream().allMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
      return false;
    }
    Path manifest = folder.resolve(MANIFEST);
    if (!Files.exists(manifest)) {
      return true;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(manifest)) {
      properties.load(in);
      for (String key : properties.stringPropertyNames()) {
        if (key.startsWith(SIZE_KEY)
            && Files.size(folder.resolve(key.substring(SIZE_KEY.length())))
                != Long.parseLong(properties.getProperty(key))) {
          return false;
        }
      }
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
