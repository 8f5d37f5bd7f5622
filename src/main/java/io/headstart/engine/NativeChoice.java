package io.headstart.engine;

import java.nio.file.Path;

/** Which build of libtorch this process loads. Made once, before DJL's first class is loaded. */
public sealed interface NativeChoice {
  /** Returns whether the natives are meant to reach a GPU. */
  boolean cuda();

  /** Returns the choice in words, for the log and {@code doctor}. */
  String text();

  /**
   * The folder that the user named in {@code PYTORCH_LIBRARY_PATH}.
   *
   * @param folder where its {@code libtorch.so} lies
   * @param flavor {@code cpu} or for example {@code cu128}
   */
  record Named(Path folder, String flavor) implements NativeChoice {
    @Override
    public boolean cuda() {
      return flavor.startsWith("cu");
    }

    @Override
    public String text() {
      return flavor + " natives in " + folder + ", as PYTORCH_LIBRARY_PATH says";
    }
  }

  /**
   * The CPU natives inside the jar.
   *
   * @param notice what the user must hear about it; empty when it is what anyone would expect
   */
  record Bundled(String notice) implements NativeChoice {
    @Override
    public boolean cuda() {
      return false;
    }

    @Override
    public String text() {
      return "CPU natives, bundled";
    }
  }

  /**
   * CUDA natives that are on this machine.
   *
   * @param folder where they lie
   */
  record Cuda(Path folder) implements NativeChoice {
    @Override
    public boolean cuda() {
      return true;
    }

    @Override
    public String text() {
      return CudaNatives.FLAVOR + " natives in " + folder;
    }
  }

  /** CUDA natives that are to be fetched first; then the choice becomes {@link Cuda}. */
  record Fetch() implements NativeChoice {
    @Override
    public boolean cuda() {
      return true;
    }

    @Override
    public String text() {
      return CudaNatives.FLAVOR + " natives, to be fetched";
    }
  }
}
