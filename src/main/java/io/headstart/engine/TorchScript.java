package io.headstart.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A small program in TorchScript, run by libtorch in the process.
 *
 * <p>Whole loops (an epoch of updates, a forward pass) cost one native call instead of one for each
 * tensor operation, which is what makes small heads fast: see {@code docs/performance.md}. The
 * programs are text in the resources; {@link #compile} wraps one into a module archive with no
 * weights, which DJL loads as any other model. Methods run in inference mode: they compute no
 * gradients by themselves and may change their arguments in place.
 */
public final class TorchScript implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock module;

  private TorchScript(PtNDManager manager, PtSymbolBlock module) {
    this.manager = manager;
    this.module = module;
  }

  /**
   * Compiles a program.
   *
   * @param parent owns the module; closing it closes the module
   * @param program the resource with the text; its class must be {@code Kernels}
   */
  public static TorchScript compile(NDManager parent, String program) {
    return compile(parent, program, text -> text);
  }

  /**
   * Compiles a program whose text is completed first.
   *
   * @param parent owns the module; closing it closes the module
   * @param program the resource with the text; its class must be {@code Kernels}
   * @param completion makes the text to compile of that of the resource
   */
  public static TorchScript compile(
      NDManager parent, String program, UnaryOperator<String> completion) {
    PtNDManager manager = (PtNDManager) parent.newSubManager();
    String text = completion.apply(text(program));
    try {
      ByteArrayOutputStream archive = new ByteArrayOutputStream();
      ModuleArchive.Instance root =
          new ModuleArchive.Instance("Kernels", Map.of("training", false));
      new ModuleArchive("kernels", text, root, Map.of()).write(archive);
      return load(manager, new ByteArrayInputStream(archive.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the text of a program in the resources. */
  public static String text(String program) {
    try (InputStream in = TorchScript.class.getResourceAsStream(program)) {
      if (in == null) {
        throw new IllegalArgumentException("no such program: " + program);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads a module with its weights from a file.
   *
   * @param parent owns the module; closing it closes the module
   */
  public static TorchScript open(NDManager parent, Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return load((PtNDManager) parent.newSubManager(), in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TorchScript load(PtNDManager manager, InputStream archive) throws IOException {
    return new TorchScript(manager, JniUtils.loadModule(manager, archive, false, false));
  }

  /**
   * Calls a method and gives back the tensors it returns.
   *
   * @param results owns the returned tensors
   * @param method the method's name
   * @param arguments {@link NDArray}, {@link NDList}, {@code Long}, {@code Integer}, {@code
   *     Double}, {@code Boolean}, {@code String}, {@code long[]} or {@code double[]}, as declared
   */
  public NDList call(NDManager results, String method, Object... arguments) {
    // The optimizer specializes a program after some runs; results could then differ in the last
    // bit between a fresh process and one that has run for a while, and resuming would not be
    // exact. It is also slower for the few shapes used here. The switch is per thread.
    JniUtils.setGraphExecutorOptimize(false);
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      try (IValue result = IValueUtils.runMethod(module, method, values)) {
        return result.toNDList((PtNDManager) results);
      }
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }

  private static IValue value(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    } else if (argument instanceof NDList list) {
      return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    } else if (argument instanceof Number number && !(argument instanceof Double)) {
      return IValue.from(number.longValue());
    } else if (argument instanceof Double number) {
      return IValue.from(number.doubleValue());
    } else if (argument instanceof Boolean flag) {
      return IValue.from(flag.booleanValue());
    } else if (argument instanceof String text) {
      return IValue.from(text);
    } else if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    } else if (argument instanceof double[] numbers) {
      return IValue.listFrom(numbers);
    }
    throw new IllegalArgumentException("no TorchScript value for " + argument.getClass());
  }
}
