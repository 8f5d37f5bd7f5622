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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * PyTorch inside this process for one user of it: a device, a share of the processor, a place for
 * caches, and whether the network may be used. Where there are several GPUs, extraction may use the
 * {@link #others()} too.
 *
 * <p>A process may start several. They share what libtorch has once a process, the natives (see
 * {@link Natives}) and the random generator, and nothing else.
 */
public final class TorchRuntime implements AutoCloseable {
  private final Device device;
  private final RuntimeOptions options;
  private final NDManager manager;
  private final List<TorchRuntime> others;

  private TorchRuntime(Device device, RuntimeOptions options, List<TorchRuntime> others) {
    this.device = device;
    this.options = options;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.others = others;
  }

  /** Makes the first device's, which owns those of the others. */
  static TorchRuntime on(List<Device> devices, RuntimeOptions options) {
    List<TorchRuntime> others =
        devices.stream()
            .skip(1)
            .map(device -> new TorchRuntime(device, options, List.of()))
            .toList();
    return new TorchRuntime(devices.get(0), options, others);
  }

  /** As {@link #start(RuntimeOptions, Progress)}, for those who need not hear about it. */
  public static TorchRuntime start(RuntimeOptions options) {
    return start(options, Progress.NONE);
  }

  /**
   * Chooses and loads the natives, picks the device, and lets the calling thread and threads that
   * libtorch meets later use {@link #threads()}. Missing CUDA natives are fetched when there is an
   * NVIDIA driver and the network may be used.
   *
   * @param progress hears of a download, and why no GPU is used where one could be expected
   * @throws Failure (missing) when a GPU is asked for and something is missing
   */
  public static TorchRuntime start(RuntimeOptions options, Progress progress) {
    NativeChoice choice = Natives.prepare(options, progress);
    if (choice instanceof NativeChoice.Bundled) {
      UnpackedNatives.check(progress);
    }
    Engine engine = NativeProperties.loading(options.offline(), () -> load(choice));
    Devices.Seen seen = new Devices.Seen(engine.hasCapability("CUDA"), engine.getGpuCount());
    List<Device> devices = Devices.choose(options.device(), choice, seen, progress);
    JniUtils.setNumThreads(options.threads());
    return on(devices, options);
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
  public List<TorchRuntime> others() {
    return others;
  }

  /** Returns the CPU of this process, whatever this one's device is; to be closed by itself. */
  public TorchRuntime cpu() {
    return new TorchRuntime(Device.cpu(), options, List.of());
  }

  /** Returns what it was started with. */
  public RuntimeOptions options() {
    return options;
  }

  /** Returns how many processor threads its user may have at work. */
  public int threads() {
    return options.threads();
  }

  /**
   * Does some work in the calling thread with another number of threads for each tensor operation,
   * and sets the number back afterwards.
   *
   * <p>Small heads train on one (two threads that wait for each other can be ten times slower than
   * one on a busy machine), extraction uses all. libtorch keeps the number for each calling thread,
   * and one more for the process, which a thread takes over at its first operation. Work in threads
   * of one's own therefore calls this in each of them.
   *
   * @param count 1 or more
   */
  public <T> T computing(int count, Supplier<T> work) {
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(count);
    try {
      return work.get();
    } finally {
      JniUtils.setNumThreads(before);
    }
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

  /** Returns the versions of what computes, by name: java, djl, pytorch. */
  public static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("djl", djlVersion());
    versions.put("pytorch", version());
    return versions;
  }

  /** Returns DJL's version. */
  public static String djlVersion() {
    return Engine.getDjlVersion();
  }

  /** Returns libtorch's version. */
  public static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /** Returns how many GPUs the engine counts, whatever device is in use. */
  public static int gpus() {
    return Engine.getEngine("PyTorch").getGpuCount();
  }

  @Override
  public void close() {
    others.forEach(TorchRuntime::close);
    manager.close();
  }
}
