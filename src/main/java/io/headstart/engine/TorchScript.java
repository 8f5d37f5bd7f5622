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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

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
    try (InputStream in = TorchScript.class.getResourceAsStream(program)) {
      if (in == null) {
        throw new IllegalArgumentException("no such program: " + program);
      }
      String text = completion.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      byte[] archive = archive(text.getBytes(StandardCharsets.UTF_8));
      PtSymbolBlock module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      return new TorchScript(manager, module);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /**
   * Makes a module archive: a zip of stored entries with the code and a pickled object of class
   * {@code Kernels} whose only attribute is {@code training = False}. (Format: torch/csrc/jit/docs/
   * serialization.md of PyTorch.)
   */
  private static byte[] archive(byte[] code) throws IOException {
    record Entry(String name, byte[] bytes) {}
    List<Entry> entries = new ArrayList<>();
    entries.add(
        new Entry(
            "data.pkl",
            pickle(
                "\u0080\u0002c__torch__\nKernels\n)\u0081}X\u0008\u0000\u0000\u0000training\u0089sb.")));
    entries.add(new Entry("code/__torch__.py", code));
    entries.add(new Entry("constants.pkl", pickle("\u0080\u0002).")));
    entries.add(new Entry("version", pickle("3\n")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Entry entry : entries) {
        ZipEntry header = new ZipEntry("kernels/" + entry.name());
        CRC32 checksum = new CRC32();
        checksum.update(entry.bytes());
        header.setSize(entry.bytes().length);
        header.setCrc(checksum.getValue());
        zip.putNextEntry(header);
        zip.write(entry.bytes());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] pickle(String opcodes) {
    return opcodes.getBytes(StandardCharsets.ISO_8859_1);
  }
}
