package io.headstart.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.engine.ModuleArchive;
import io.headstart.engine.ModuleArchive.Instance;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import io.headstart.safetensors.Tensor;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as TorchScript in libtorch and as ONNX in ONNX Runtime, on the same images. */
class ScriptReaderTest {
  private static final OnnxFile.Input INPUT =
      new OnnxFile.Input("x", false, List.of("batch", 3L, 8L, 8L));

  @TempDir private Path folder;

  /** Bodies of a method of images x [2, 3, 8, 8]; w [4, 3, 3, 3], b [4], m [8, 8], v [8]. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "return torch.mean(x, [2, 3])",
        "return torch.mean(torch.conv2d(x, self.w, self.b, [2, 2], [1, 1], [1, 1], 1), [2, 3])",
        "return torch.flatten(torch.max_pool2d(torch.relu(x), [3, 3], [2, 2], [1, 1]), 1)",
        "return torch.flatten(torch.adaptive_avg_pool2d(torch.hardswish(x), [1, 1]), 1)",
        "return torch.flatten(torch.upsample_bilinear2d(x, [13, 5], False, None), 1)",
        "return torch.flatten(torch.upsample_bicubic2d(x, [11, 17], False, None), 1)",
        "y = torch.layer_norm(x, [8], self.v, self.v, 1e-6)\nreturn torch.flatten(y, 1)",
        "return torch.flatten(torch.gelu(x) + torch.silu(x) - torch.hardsigmoid(x), 1)",
        "y = torch.scaled_dot_product_attention(x, x * 2, x + 1)\nreturn torch.flatten(y, 1)",
        "return torch.flatten(torch.linear(x, self.m, self.v), 1)",
        "return torch.flatten(torch.matmul(torch.transpose(x, 1, -1), self.w[0][0]), 1)",
        """
        n = torch.size(x, 0)
        y = torch.reshape(x, [n, 3, torch.size(x, 2) * 8])
        return torch.select(torch.cat([y, torch.expand(self.v, [n, 3, 8])], 2), 1, -1)
        """,
        "y = torch.slice(x, 3, 1, 7, 2)\nreturn torch.flatten(torch.softmax(y, -1), 1)",
        """
        y = torch.sum(x, [1], True)
        for i in range(torch.size(x, 2)):
          if 1 < 2 and not False:
            y = y * 0.5 + torch.select(x, 3, i)[0][1]
          else:
            pass
        return torch.flatten(y, 1)
        """,
        """
        parts = annotate(List[Tensor], [])
        for i in range(2):
          _0 = torch.append(parts, x * (i + 1) / 3)
        return torch.flatten(parts[-1] - parts[0], 1)
        """,
        "return torch.flatten(torch.clamp(torch.round(x * 10), -3, 4) // 2.0, 1)",
      })
  void bothComputeTheSame(String body) throws Exception {
    String text = program(body);
    Map<String, Object> attributes = attributes();
    Path onnx = folder.resolve("model.onnx");
    OnnxFile file = new OnnxFile(text, new Instance("Module1", attributes), Map.of());
    file.write(onnx, INPUT, "forward", Optional.empty(), 4);
    float[] images = images();
    assertThat(onnx(onnx, images)).containsExactly(torch(text, attributes, images), within(2e-5f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if torch.size(x, 0) == 2:\n  x = x * 2\nelse:\n  pass\nreturn x",
        "return torch.fft_rfft(x)",
        "return torch.gelu(x, approximate=\"tanh\")",
        "return self.other(x)",
        "return x[1:2]",
        "return x @ x",
      })
  void whatIsNotKnownInOnnxIsRefused(String body) {
    OnnxFile file = new OnnxFile(program(body), new Instance("Module1", attributes()), Map.of());
    Path onnx = folder.resolve("model.onnx");
    assertThatThrownBy(() -> file.write(onnx, INPUT, "forward", Optional.empty(), 4))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot be written as ONNX");
    assertThat(onnx).doesNotExist();
  }

  private static String program(String body) {
    return """
        class Module1(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          w : Tensor
          b : Tensor
          m : Tensor
          v : Tensor

          # A comment, and a line in two.
          def forward(self: __torch__.Module1,
              x: Tensor) -> Tensor:
            %s
        """
        .formatted(body.strip().replace("\n", "\n    "));
  }

  private static Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("training", false);
    attributes.put("w", Tensor.of(drawn(108), 4, 3, 3, 3));
    attributes.put("b", Tensor.of(drawn(4), 4));
    attributes.put("m", Tensor.of(drawn(64), 8, 8));
    attributes.put("v", Tensor.of(drawn(8), 8));
    return attributes;
  }

  private static float[] images() {
    return drawn(2 * 3 * 8 * 8);
  }

  private static float[] drawn(int count) {
    RandomStream random = RandomStream.of(3, "numbers", count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private float[] torch(String text, Map<String, Object> attributes, float[] images)
      throws Exception {
    Path file = folder.resolve("model.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      new ModuleArchive("m", text, new Instance("Module1", attributes), Map.of()).write(out);
    }
    try (TorchRuntime torch = TorchRuntime.start(RuntimeOptions.on("cpu").withoutNetwork());
        TorchScript module = TorchScript.open(torch.manager(), file);
        NDManager scratch = torch.manager().newSubManager()) {
      NDArray x = scratch.create(images, new Shape(2, 3, 8, 8));
      return module.call(scratch, "forward", x).singletonOrThrow().toFloatArray();
    }
  }

  private static float[] onnx(Path file, float[] images) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor x =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(images), new long[] {2, 3, 8, 8});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] all = new float[values.remaining()];
      values.get(all);
      return all;
    }
  }
}
