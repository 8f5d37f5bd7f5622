package io.headstart.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A made-up machine in a folder. */
final class FakeHost {
  static final List<String> CUDA_LIBRARIES =
      List.of(
          "libtorch.so",
          "libtorch_cpu.so",
          "libtorch_cuda.so",
          "libc10.so",
          "libc10_cuda.so",
          "libcudart-218eec4c.so.12");

  final Path root;
  final Path home;
  final Map<String, String> settings = new HashMap<>();

  FakeHost(Path root) {
    this.root = root;
    this.home = root.resolve("home/headstart");
    settings.put("os.name", "Linux");
    settings.put("os.arch", "amd64");
    settings.put("user.home", root.resolve("home").toString());
    settings.put("PATH", "/usr/local/bin:/usr/bin");
  }

  HostFacts facts() {
    return HostFacts.detect(root, settings, home);
  }

  FakeHost with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** A driver as a bare host or a container with GPUs shows it. */
  FakeHost driver() {
    return kernelModule().file("dev/nvidiactl", "").file("usr/lib64/libcuda.so.1", "");
  }

  /** What shows through into a container that was given no GPU. */
  FakeHost kernelModule() {
    return file(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15  Thu Jan 16 06:58:08 UTC 2025\n");
  }

  FakeHost file(String path, String content) {
    write(root.resolve(path), content);
    return this;
  }

  /** Libraries of the right names that are no libraries. */
  static Path natives(Path folder) {
    CUDA_LIBRARIES.forEach(name -> write(folder.resolve(name), "not a library"));
    return folder;
  }

  static void write(Path path, String content) {
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
