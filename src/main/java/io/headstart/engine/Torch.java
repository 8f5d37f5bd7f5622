package io.headstart.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.headstart.Failure;

/**
 * PyTorch inside this process, on one device. The only place that sets DJL's properties, which must
 * happen before DJL's first class is loaded.
 */
public final class Torch implements AutoCloseable {
  private final Device device;
  private final NDManager manager;

  private Torch(Device device) {
    this.device = device;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
  }

  /**
   * Loads the natives and picks the device.
   *
   * @param wanted {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
   */
  public static Torch start(String wanted) {
    setProperty("OPT_OUT_TRACKING", "true");
    try {
      Engine engine = Engine.getEngine("PyTorch");
      return new Torch(choose(wanted, engine.getGpuCount(), engine.hasCapability("CUDA")));
    } catch (EngineException | UnsatisfiedLinkError e) {
      throw Failure.run("PyTorch could not be loaded")
          .received("%s", e.getMessage())
          .accepted("Linux x86-64 with glibc 2.29 or newer (bundled natives)")
          .next("run `java -jar trainer.jar doctor`; Alpine Linux and RHEL 8 are too old")
          .cause(e)
          .build();
    }
  }

  /** Says whether the network must not be used; to be called before anything of DJL. */
  public static void offline(boolean offline) {
    if (offline) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  private static Device choose(String wanted, int gpus, boolean cuda) {
    boolean usable = cuda && gpus > 0;
    if (wanted.equals("cpu") || (wanted.equals("auto") && !usable)) {
      return Device.cpu();
    }
    int index = wanted.startsWith("cuda:") ? Integer.parseInt(wanted.substring(5)) : 0;
    if (!usable || index >= gpus) {
      throw Failure.missing("device %s is not there", wanted)
          .received("%d usable GPUs, natives %s CUDA", gpus, cuda ? "with" : "without")
          .accepted("auto, cpu%s", gpus > 0 && cuda ? ", cuda:0 .. cuda:" + (gpus - 1) : "")
          .next(
              "use --set device=auto, or run `java -jar trainer.jar doctor` to see what is missing")
          .build();
    }
    return Device.gpu(index);
  }

  private static void setProperty(String key, String value) {
    if (System.getProperty(key) == null && System.getenv(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** Returns the device in the spelling of the settings: {@code cpu} or {@code cuda:N}. */
  public String deviceName() {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
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

  @Override
  public void close() {
    manager.close();
  }
}
