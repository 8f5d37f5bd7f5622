package io.headstart.engine;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/** A process for {@link NativesStartTest}: says which file JNA takes for CUDA's runtime. */
final class CudaRuntimeInProcess {
  private CudaRuntimeInProcess() {}

  public static void main(String[] args) throws Exception {
    NativeProperties.set(new NativeChoice.Cuda(Path.of(args[0])));
    Path found = NativeLibrary.getInstance("cudart").getFile().toPath();
    System.out.println("loaded " + found.toRealPath());
    System.out.println("flavor " + System.getProperty("PYTORCH_FLAVOR"));
    System.out.println("path " + System.getProperty("PYTORCH_LIBRARY_PATH"));
  }
}
