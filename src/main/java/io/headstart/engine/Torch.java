package io.headstart.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.headstart.Failure;
import io.headstart.Progress;
import java.util.List;

/**
 * PyTorch inside this process, on one device; where there are several GPUs, extraction may use the
 * {@link #others()} too. This package is the only place that sets DJL's properties, which must
 * happen before DJL's first class is loaded.
 */
public final class Torch implements AutoCloseable {
  private final Device device;
  private final NDManager manager;
  private final List<Torch> others;

  private Torch(Device device, List<Torch> others) {
    this.device = device;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.others = others;
  }

  /** Makes the first device's, which owns those of the others. */
  static Torch on(List<Device> devices) {
    List<Torch> others =
        devices.stream().skip(1).map(device -> new Torch(device, List.of())).toList();
    return new Torch(devices.get(0), others);
  }

  /** As {@link #start(String, Progress)}, for those who need not hear about it. */
  public static Torch start(String wanted) {
    return start(wanted, Progress.NONE);
  }

  /**
   * Chooses and loads the natives and picks the device. Missing CUDA natives are fetched when there
   * is an NVIDIA driver and the network may be used.
   *
   * @param wanted {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
   * @param progress hears of a download, and why no GPU is used where one could be expected
   * @throws Failure (missing) when a GPU is asked for and something is missing
   */
  public static Torch start(String wanted, Progress progress) {
    return start(wanted, true, progress);
  }

  /** As {@link #start(String, Progress)}, but never fetches natives: for a look at a machine. */
  public static Torch startWithWhatIsThere(String wanted, Progress progress) {
    return start(wanted, false, progress);
  }

  private static Torch start(String wanted, boolean mayFetch, Progress progress) {
    NativeChoice choice = Natives.prepare(wanted, mayFetch, progress);
    if (choice instanceof NativeChoice.Bundled) {
      UnpackedNatives.check(progress);
    }
    Engine engine = load(choice);
    Devices.Seen seen = new Devices.Seen(engine.hasCapability("CUDA"), engine.getGpuCount());
    return on(Devices.choose(wanted, choice, seen, progress));
  }

  private static Engine load(NativeChoice choice) {
    try {
      return Engine.getEngine("PyTorch");
    } catch (EngineException | LinkageError e) {
      throw Failure.run("PyTorch could not be loaded")
          .received("%s: %s", choice.text(), innermost(e).getMessage())
          .accepted("libtorch %s on Linux x86-64 with glibc 2.29 or newer", CudaNatives.VERSION)
          .next("%s", remedy(choice))
          .cause(e)
          .build();
    }
  }

  private static String remedy(NativeChoice choice) {
    if (choice instanceof NativeChoice.Named) {
      return "correct PYTORCH_LIBRARY_PATH, or unset it: the CPU natives are in the jar";
    } else if (choice instanceof NativeChoice.Cuda cuda) {
      return "delete " + cuda.folder() + " and run " + Natives.SETUP;
    }
    return "run `java -jar trainer.jar doctor`; Alpine Linux and RHEL 8 are too old";
  }

  private static Throwable innermost(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  /** Returns the device in the spelling of the settings: {@code cpu} or {@code cuda:N}. */
  public String deviceName() {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /** Returns whether the work is done on a GPU. */
  public boolean onGpu() {
    return device.isGpu();
  }

  /**
   * Returns the other GPUs that may share the extraction: none unless the settings say {@code auto}
   * or {@code cuda}. Closed with this one.
   */
  public List<Torch> others() {
    return others;
  }

  /** Returns the CPU of this process, whatever this one's device is; to be closed by itself. */
  public Torch cpu() {
    return new Torch(Device.cpu(), List.of());
  }

  /** Returns DJL's name of the device. */
  public Device device() {
    return device;
  }

  /** Returns the owner of everything on the device; close sub-managers, not this one. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Returns a copy with memory of its own. DJL's {@code toType(type, true)} shares the memory when
   * the type stays the same, and an array made from Java memory loses it once that array is closed.
   */
  public static NDArray copy(NDArray array, DataType type) {
    return array.getDataType() == type ? array.duplicate() : array.toType(type, true);
  }

  /** Returns DJL's version. */
  public static String djlVersion() {
    return Engine.getDjlVersion();
  }

  /** Returns libtorch's version. */
  public static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /**
   * Sets how many threads one operation may use, and returns how many it was before. Small heads
   * train on one (two threads that wait for each other can be ten times slower than one on a busy
   * machine), extraction uses all.
   */
  public static int threads(int count) {
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(count);
    return before;
  }

  /** Returns how many GPUs the engine counts, whatever device is in use. */
  public static int gpus() {
    return Engine.getEngine("PyTorch").getGpuCount();
  }

  @Override
  public void close() {
    others.forEach(Torch::close);
    manager.close();
  }
}
